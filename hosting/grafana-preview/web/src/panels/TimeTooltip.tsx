import { type DataFrame, dateTimeFormat, formattedValueToString, getFieldDisplayName } from '@grafana/data';
import { VizTooltipContent, VizTooltipHeader, VizTooltipWrapper } from '@grafana/ui';

interface Props {
  frame: DataFrame;
  indexes: Array<number | null>;
  active?: number | null;
  isMulti: boolean;
  timeZone: string;
}

/** The values at the time under the pointer. */
export function TimeTooltip({ frame, indexes, active, isMulti, timeZone }: Props) {
  const time = frame.fields[0].values[indexes.find((index) => index != null) ?? 0];
  const items = frame.fields.flatMap((field, series) => {
    const index = indexes[series];
    if (series === 0 || index == null || field.config.custom?.hideFrom?.viz || (!isMulti && series !== active)) {
      return [];
    }
    const display = field.display!(field.values[index]);
    return { label: field.state?.displayName ?? getFieldDisplayName(field, frame), value: formattedValueToString(display), color: display.color, isActive: series === active };
  });
  return (
    <VizTooltipWrapper>
      <VizTooltipHeader item={{ label: '', value: dateTimeFormat(time, { timeZone }) }} />
      <VizTooltipContent items={items} scrollable />
    </VizTooltipWrapper>
  );
}
