import { type FieldDisplay, formattedValueToString } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';

// Two thirds of a circle that is open below: from a point on its lower left to one on its lower right.
const points = (radius: number) => [-1, 1].map((side) => `${side * radius * Math.cos(Math.PI / 6)} ${radius / 2}`);
const arc = (radius: number) => `M ${points(radius).join(` A ${radius} ${radius} 0 1 1 `)}`;

type Props = { value: FieldDisplay; width: number; height: number; hasThresholds: boolean };

/** A value on an arc from its field's minimum to its maximum; Grafana's own is in none of its packages. */
export function Gauge({ value: { display, field }, width, height, hasThresholds }: Props) {
  const { colors, visualization } = useTheme2();
  const [min, max] = [field.min ?? 0, field.max ?? 100];
  const share = (number: number) => Math.min(1, Math.max(0, (number - min) / (max - min || 1))) || 0;
  const steps = hasThresholds ? (field.thresholds?.steps ?? []) : [];
  const color = display.color ?? colors.text.primary;
  const text = formattedValueToString(display);
  const parts = [
    { radius: 78, thickness: 22, from: 0, to: 1, stroke: colors.background.secondary },
    { radius: 78, thickness: 22, from: 0, to: share(display.numeric), stroke: color },
    ...steps.map((step, index) => ({
      radius: 95,
      thickness: 5,
      from: share(step.value ?? -Infinity),
      to: share(steps[index + 1]?.value ?? Infinity),
      stroke: visualization.getColorByName(step.color),
    })),
  ];
  return (
    <svg
      width={width}
      height={height}
      viewBox="-100 -100 200 160"
      role="img"
      aria-label={`${display.title ?? ''} ${text}`}
    >
      {parts.map(({ radius, thickness, from, to, stroke }, index) => (
        <path
          key={index}
          d={arc(radius)}
          pathLength={1}
          fill="none"
          stroke={stroke}
          strokeWidth={thickness}
          strokeDasharray={`${to - from} 2`}
          strokeDashoffset={-from}
        />
      ))}
      <text textAnchor="middle" y={8} fontSize={Math.min(32, 190 / text.length)} fill={color}>
        {text}
      </text>
      <text textAnchor="middle" y={56} fontSize={13} fill={colors.text.primary}>
        {display.title}
      </text>
    </svg>
  );
}
