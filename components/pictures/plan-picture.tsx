import { Line, Mark, Text, Window } from "./parts";
import { Picture } from "./picture";

/** Clio's page that names the plan. */
export function PlanPicture({ host }: { host: string }) {
  return (
    <Picture
      title="Where Clio shows your plan"
      description={`A browser window at ${host}. On the left a menu with Settings open and, marked 1, Subscription. On the right the page Subscription, where, marked 2, the plan is named: Essentials.`}
      height={190}
    >
      <Window height={190} address={host} />
      <line x1={122} y1={42} x2={122} y2={178} className="stroke-line" />
      <Line x={24} y={66} width={60} />
      <Line x={24} y={84} width={74} />
      <Text x={24} y={106} isStrong>
        Settings
      </Text>
      <Text x={34} y={128}>
        Subscription
      </Text>
      <Mark x={28} y={113} width={84} height={22} number={1} />
      <Line x={34} y={152} width={56} />
      <Text x={138} y={72} size={14} isStrong>
        Subscription
      </Text>
      <Text x={138} y={100} isMuted>
        Your plan
      </Text>
      <Text x={138} y={122} size={14} isStrong>
        Essentials
      </Text>
      <Mark x={132} y={105} width={96} height={24} number={2} />
      <Line x={138} y={150} width={150} />
      <Line x={138} y={164} width={110} />
    </Picture>
  );
}
