import { Button, Line, Mark, Text, Window } from "./parts";
import { Picture } from "./picture";

/** The developer portal's list, from which a new application begins. */
export function PortalListPicture({ host }: { host: string }) {
  return (
    <Picture
      title="Where a new application begins"
      description={`A browser window at ${host}. The page shows the list of your applications, perhaps empty. Marked 1, at the top right, is the button that adds an application.`}
      height={150}
    >
      <Window height={150} address={host} />
      <Text x={26} y={70} size={14} isStrong>
        Your applications
      </Text>
      <Button x={252} y={54} width={80} label="Add" isMain />
      <Mark x={246} y={49} width={92} height={34} number={1} />
      <line x1={26} y1={94} x2={334} y2={94} className="stroke-line" />
      <Line x={26} y={112} width={120} />
      <Line x={240} y={112} width={60} />
    </Picture>
  );
}
