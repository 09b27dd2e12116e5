import type { PermissionBox } from "@/lib/applications/rules";
import { CheckBox, Field, Mark, Text, Window } from "./parts";
import { Picture } from "./picture";

const LINE = 17;
const FIRST_BOX = 358;

/** The form of an application, with the fields to fill in framed and the boxes ticked that are needed. */
export function PortalFormPicture({ host, boxes }: { host: string; boxes: PermissionBox[] }) {
  const height = FIRST_BOX + boxes.length * LINE + 22;
  const ticks = boxes.map(({ label, read, write }) => {
    const ticked = [read ? "read" : "", write ? "write" : ""].filter(Boolean).join(" and ");
    return `${label}: ${ticked}`;
  });
  return (
    <Picture
      title="The form of an application"
      description={`A browser window at ${host} with a long form. Framed are the fields to fill in: Name, Website URL, Redirect URIs, where our address goes in exactly, Deauthorization Callback URL, the box for the Developer Terms, and the App Permissions, where these boxes are ticked: ${ticks.join("; ")}.`}
      height={height}
    >
      <Window height={height} address={host} />
      <Text x={26} y={64} size={14} isStrong>
        New application
      </Text>
      <Field x={26} y={86} width={290} label="Name *" />
      <Mark x={20} y={72} width={302} height={44} />
      <Field x={26} y={138} width={290} label="Website URL *" />
      <Mark x={20} y={124} width={302} height={44} />
      <Field x={26} y={190} width={290} label="Redirect URIs *" value="copied from here, exactly" />
      <Mark x={20} y={176} width={302} height={44} />
      <Field
        x={26}
        y={242}
        width={290}
        label="Deauthorization Callback URL"
        value="copied from here, exactly"
      />
      <Mark x={20} y={228} width={302} height={44} />
      <CheckBox x={26} y={298} isTicked />
      <Text x={46} y={298}>
        Developer Terms *
      </Text>
      <Mark x={20} y={281} width={146} height={24} />
      <Text x={26} y={336} isStrong>
        App Permissions *
      </Text>
      <Text x={206} y={336} isMuted>
        read
      </Text>
      <Text x={262} y={336} isMuted>
        write
      </Text>
      {boxes.map(({ resource, label, read, write }, index) => (
        <g key={resource}>
          <Text x={26} y={FIRST_BOX + index * LINE}>
            {label}
          </Text>
          <CheckBox x={210} y={FIRST_BOX + index * LINE} isTicked={read} />
          <CheckBox x={268} y={FIRST_BOX + index * LINE} isTicked={write} />
        </g>
      ))}
      <Mark x={20} y={318} width={302} height={FIRST_BOX - 318 + boxes.length * LINE - 4} />
    </Picture>
  );
}
