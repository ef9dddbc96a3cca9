import { type DataFrame, dateTimeFormat, EventBusSrv, type Field, FieldType, formattedValueToString, getFieldDisplayName } from '@grafana/data';
import {
  LegendDisplayMode,
  type PanelContext,
  PanelContextProvider,
  SeriesVisibilityChangeMode,
  TimeSeries,
  TooltipDisplayMode,
  TooltipPlugin2,
  useTheme2,
  VizTooltipContent,
  VizTooltipHeader,
  VizTooltipWrapper,
} from '@grafana/ui';
import { useMemo, useState } from 'react';
import { EventMarkers } from './EventMarkers';
import type { BodyProps } from './types';

// TooltipHoverMode, which @grafana/ui declares but does not export.
const hoverOne = 0;
const hoverAll = 1;

export function TimeSeriesBody({ panel, frames, events, range, timeZone, width, height, onZoom }: BodyProps) {
  const [hidden, setHidden] = useState<string[]>([]);
  const theme = useTheme2();
  const shown = useMemo(() => hide(frames, hidden), [frames, hidden]);
  const context = useMemo<PanelContext>(
    () => ({
      eventsScope: `panel-${panel.id}`,
      eventBus: new EventBusSrv(),
      onToggleSeriesVisibility: (label, mode) => setHidden((before) => toggle(before, `${label}`, mode, frames)),
    }),
    [panel.id, frames]
  );
  const legend = { showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom' as const, calcs: [], ...panel.options?.legend };
  const mode = panel.options?.tooltip?.mode ?? TooltipDisplayMode.Single;
  return (
    <PanelContextProvider value={context}>
      <TimeSeries frames={shown} structureRev={hidden.length} width={width} height={height} timeRange={range} timeZone={timeZone} legend={legend} options={panel.options}>
        {(config, aligned) => (
          <>
            {mode !== TooltipDisplayMode.None && (
              <TooltipPlugin2
                config={config}
                hoverMode={mode === TooltipDisplayMode.Multi ? hoverAll : hoverOne}
                queryZoom={onZoom}
                render={(_, indexes, series) => <Tooltip frame={aligned} indexes={indexes} active={series} isMulti={mode === TooltipDisplayMode.Multi} timeZone={timeZone} />}
              />
            )}
            <EventMarkers config={config} events={events} theme={theme} timeZone={timeZone} />
          </>
        )}
      </TimeSeries>
    </PanelContextProvider>
  );
}

function Tooltip({ frame, indexes, active, isMulti, timeZone }: { frame: DataFrame; indexes: Array<number | null>; active: number | null; isMulti: boolean; timeZone: string }) {
  const time = frame.fields[0].values[indexes.find((index) => index != null) ?? 0];
  const items = frame.fields
    .map((field, index) => ({ field, index }))
    .filter(({ field, index }) => index > 0 && indexes[index] != null && !field.config.custom?.hideFrom?.viz && (isMulti || index === active))
    .map(({ field, index }) => {
      const value = field.values[indexes[index]!];
      const display = field.display!(value);
      return { label: nameOf(field, frame), value: formattedValueToString(display), color: display.color, isActive: index === active, numeric: value };
    })
    .sort((a, b) => b.numeric - a.numeric);
  return (
    <VizTooltipWrapper>
      <VizTooltipHeader item={{ label: '', value: dateTimeFormat(time, { timeZone }) }} />
      <VizTooltipContent items={items} scrollable />
    </VizTooltipWrapper>
  );
}

const nameOf = (field: Field, frame: DataFrame) => field.state?.displayName ?? getFieldDisplayName(field, frame);

function hide(frames: DataFrame[], hidden: string[]): DataFrame[] {
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) =>
      field.type === FieldType.number && hidden.includes(getFieldDisplayName(field, frame, frames))
        ? { ...field, config: { ...field.config, custom: { ...field.config.custom, hideFrom: { viz: true, legend: false, tooltip: true } } } }
        : field
    ),
  }));
}

/** A click on a name shows it alone, or all again; with ctrl it is hidden or shown itself. */
function toggle(hidden: string[], label: string, mode: SeriesVisibilityChangeMode, frames: DataFrame[]): string[] {
  if (mode === SeriesVisibilityChangeMode.AppendToSelection) {
    return hidden.includes(label) ? hidden.filter((name) => name !== label) : [...hidden, label];
  }
  const others = frames.flatMap((frame) => frame.fields.filter((f) => f.type === FieldType.number).map((f) => getFieldDisplayName(f, frame, frames))).filter((name) => name !== label);
  return hidden.length === others.length && !hidden.includes(label) ? [] : others;
}
