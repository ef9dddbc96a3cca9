import { type DataFrame, EventBusSrv, type Field, FieldType, getFieldDisplayName } from '@grafana/data';
import {
  LegendDisplayMode,
  type PanelContext,
  PanelContextProvider,
  TimeSeries,
  TooltipDisplayMode,
  TooltipPlugin2,
  useTheme2,
} from '@grafana/ui';
import { useMemo, useState } from 'react';
import { EventMarkers } from './EventMarkers';
import { TimeTooltip } from './TimeTooltip';
import type { BodyProps } from './types';

// TooltipHoverMode, which @grafana/ui declares but does not export.
const hoverOne = 0;
const hoverAll = 1;

export function TimeSeriesBody({ panel, frames, events, range, timeZone, width, height, onZoom }: BodyProps) {
  const [hidden, setHidden] = useState<string[]>([]);
  const theme = useTheme2();
  const shown = useMemo(() => hide(frames.map(onlyFinite), hidden), [frames, hidden]);
  const context = useMemo<PanelContext>(
    () => ({
      eventsScope: `panel-${panel.id}`,
      eventBus: new EventBusSrv(),
      onToggleSeriesVisibility: (label) => setHidden((before) => toggle(before, `${label}`, frames)),
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
                render={(_, indexes, series) => <TimeTooltip frame={aligned} indexes={indexes} active={series} isMulti={mode === TooltipDisplayMode.Multi} timeZone={timeZone} />}
              />
            )}
            <EventMarkers config={config} events={events} theme={theme} timeZone={timeZone} />
          </>
        )}
      </TimeSeries>
    </PanelContextProvider>
  );
}

/** A value that is no number, or beyond all, has no place on an axis: the line has a gap there, as in Grafana. */
function onlyFinite(frame: DataFrame): DataFrame {
  const finite = (values: unknown[]) => values.map((value) => (Number.isFinite(value) ? value : null));
  const isNumber = ({ type }: Field) => type === FieldType.number;
  return { ...frame, fields: frame.fields.map((f) => (isNumber(f) ? { ...f, values: finite(f.values) } : f)) };
}

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

/** A click on a name shows that series alone, or all again. */
function toggle(hidden: string[], label: string, frames: DataFrame[]): string[] {
  const names = frames.flatMap((frame) => frame.fields.filter((f) => f.type === FieldType.number).map((f) => getFieldDisplayName(f, frame, frames)));
  return hidden.length === names.length - 1 && !hidden.includes(label) ? [] : names.filter((name) => name !== label);
}
