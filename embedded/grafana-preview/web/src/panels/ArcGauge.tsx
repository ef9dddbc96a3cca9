import { type FieldDisplay, formattedValueToString } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';

const start = -120;
const end = 120;

/** A gauge, which @grafana/ui does not export: the value on an arc, the thresholds on a thin one around it. */
export function ArcGauge({ value, width, height, hasName }: { value: FieldDisplay; width: number; height: number; hasName: boolean }) {
  const theme = useTheme2();
  const { min = 0, max = 100, thresholds } = value.field;
  const name = hasName ? 20 : 0;
  const radius = Math.max(Math.min(width / 2, (height - name) / 1.55) - 8, 10);
  const [x, y] = [width / 2, radius + 6];
  const share = (n: number) => (thresholds?.mode === 'percentage' ? n / 100 : (n - min!) / (max! - min!));
  const angle = (part: number) => start + (end - start) * Math.min(Math.max(part, 0), 1);
  const arc = (r: number, from: number, to: number) => {
    const at = (degrees: number) => `${x + r * Math.sin((degrees * Math.PI) / 180)} ${y - r * Math.cos((degrees * Math.PI) / 180)}`;
    return `M ${at(from)} A ${r} ${r} 0 ${to - from > 180 ? 1 : 0} 1 ${at(to)}`;
  };
  const steps = thresholds?.steps ?? [];
  const percent = (value.display.numeric - min!) / (max! - min!);
  return (
    <svg width={width} height={height} role="img" aria-label={`${value.display.title ?? ''} ${formattedValueToString(value.display)}`}>
      <path d={arc(radius * 0.82, start, end)} stroke={theme.colors.background.secondary} strokeWidth={radius * 0.24} fill="none" />
      {percent > 0 && <path d={arc(radius * 0.82, start, angle(percent))} stroke={value.display.color} strokeWidth={radius * 0.24} fill="none" />}
      {steps.map((step, index) => (
        <path
          key={index}
          d={arc(radius, angle(index === 0 ? 0 : share(step.value)), angle(index + 1 < steps.length ? share(steps[index + 1].value) : 1))}
          stroke={theme.visualization.getColorByName(step.color)}
          strokeWidth={radius * 0.06}
          fill="none"
        />
      ))}
      <text x={x} y={y + radius * 0.12} textAnchor="middle" fontSize={Math.min(radius * 0.36, 40)} fontWeight={500} fill={value.display.color}>
        {formattedValueToString(value.display)}
      </text>
      {hasName && (
        <text x={x} y={height - 4} textAnchor="middle" fontSize={12} fill={theme.colors.text.secondary}>
          {value.display.title}
        </text>
      )}
    </svg>
  );
}
