import { Button, Mark, Text, Window } from "./parts";
import { Picture } from "./picture";

/** Clio's approval screen: the account that is signed in, what is asked for, Allow. */
export function ApprovalPicture({ host, labels }: { host: string; labels: string[] }) {
  const shown = labels.slice(0, 6);
  const height = 176 + shown.length * 16;
  return (
    <Picture
      title="Clio’s question"
      description={`A browser window at ${host}. Clio says that the application asks for access. Marked 1 is the name of the Clio account that is signed in: it has to be your firm’s live account. Below stand the permissions: ${labels.join(", ")}. Marked 2 is the button Allow, beside it Decline.`}
      height={height}
    >
      <Window height={height} address={host} />
      <Text x={26} y={68} size={14} isStrong>
        The integration asks for access
      </Text>
      <Text x={26} y={94}>
        Signed in: your firm’s live account
      </Text>
      <Mark x={20} y={79} width={224} height={22} number={1} />
      {shown.map((label, index) => (
        <Text key={label} x={34} y={122 + index * 16} isMuted>
          {`· ${label}`}
        </Text>
      ))}
      <Button x={26} y={height - 50} width={80} label="Allow" isMain />
      <Mark x={20} y={height - 55} width={92} height={34} number={2} />
      <Button x={128} y={height - 50} width={80} label="Decline" />
    </Picture>
  );
}
