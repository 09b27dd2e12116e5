import { Line, Mark, Text, Window } from "./parts";
import { Picture } from "./picture";

/** The application's page after it was saved, with the two values to copy and the one that is neither. */
export function KeyPicture({ host }: { host: string }) {
  return (
    <Picture
      title="Where the two values are"
      description={`A browser window at ${host}. In the address bar stands a short number, the App ID, crossed out: it is not one of the two values. On the page, marked 1, is the App Key, a long value, which is the client ID. Below it, marked 2, is the App Secret, another long value, which is the client secret.`}
      height={210}
    >
      <Window height={210} address={`${host} …`} />
      <Text x={264} y={31} size={11}>
        48213
      </Text>
      <line x1={260} y1={27} x2={300} y2={27} strokeWidth={1.5} className="stroke-bad" />
      <Text x={26} y={60} size={11} isMuted>
        The App ID in the address is neither of them
      </Text>
      <Text x={26} y={84} size={14} isStrong>
        Your application
      </Text>
      <Text x={26} y={112} isMuted>
        App Key
      </Text>
      <Text x={26} y={130}>
        aB3xY9…Kq2Lm4
      </Text>
      <Mark x={20} y={98} width={190} height={40} number={1} />
      <Text x={222} y={123} isMuted>
        client ID
      </Text>
      <Text x={26} y={160} isMuted>
        App Secret
      </Text>
      <Text x={26} y={178}>
        ••••••••••••••••
      </Text>
      <Mark x={20} y={146} width={190} height={40} number={2} />
      <Text x={222} y={171} isMuted>
        client secret
      </Text>
      <Line x={240} y={88} width={70} />
    </Picture>
  );
}
