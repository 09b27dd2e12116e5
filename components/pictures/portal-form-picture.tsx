import { CheckBox, Field, Line, Mark, Text, Window } from "./parts";
import { Picture } from "./picture";

const boxes = ["Contacts", "Matters", "Activities"];

/** The form of an application, with the fields that have to be filled in. */
export function PortalFormPicture({ host }: { host: string }) {
  return (
    <Picture
      title="The form of an application"
      description={`A browser window at ${host} with a long form. Marked 1 is the field Name, 2 the field Website URL, 3 the field Redirect URIs, where our address goes in exactly, 4 the box for the Developer Terms, and 5 the App Permissions with boxes for read and write in each line.`}
      height={366}
    >
      <Window height={366} address={host} />
      <Text x={26} y={64} size={14} isStrong>
        New application
      </Text>
      <Field x={26} y={86} width={290} label="Name *" />
      <Mark x={20} y={72} width={302} height={44} number={1} />
      <Line x={26} y={134} width={70} />
      <Field x={26} y={152} width={290} label="Website URL *" />
      <Mark x={20} y={138} width={302} height={44} number={2} />
      <Field x={26} y={206} width={290} label="Redirect URIs *" value="copied from here, exactly" />
      <Mark x={20} y={192} width={302} height={44} number={3} />
      <CheckBox x={26} y={259} isTicked />
      <Text x={46} y={259}>
        Developer Terms *
      </Text>
      <Mark x={20} y={244} width={146} height={22} number={4} />
      <Text x={26} y={286} isStrong>
        App Permissions *
      </Text>
      <Text x={206} y={286} isMuted>
        read
      </Text>
      <Text x={262} y={286} isMuted>
        write
      </Text>
      {boxes.map((name, index) => (
        <g key={name}>
          <Text x={26} y={304 + index * 17}>
            {name}
          </Text>
          <CheckBox x={210} y={304 + index * 17} isTicked={index < 2} />
          <CheckBox x={268} y={304 + index * 17} isTicked={false} />
        </g>
      ))}
      <Mark x={20} y={272} width={302} height={74} number={5} />
    </Picture>
  );
}
