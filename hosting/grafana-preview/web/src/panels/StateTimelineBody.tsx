import { type DataFrame, FieldType, formattedValueToString, getFieldDisplayName, type GrafanaTheme2, outerJoinDataFrames } from '@grafana/data';
import { AxisPlacement, ScaleDirection, ScaleOrientation } from '@grafana/schema';
import { TooltipPlugin2, UPlotChart, UPlotConfigBuilder, useTheme2 } from '@grafana/ui';
import { useMemo, useRef } from 'react';
import type uPlot from 'uplot';
import { EventMarkers } from './EventMarkers';
import { TimeTooltip } from './TimeTooltip';
import type { BodyProps } from './types';

/** state-timeline: a row for each series, a bar for each stretch of one state; on Grafana's own plot, which has no such drawing for others. */
export function StateTimelineBody({ panel, frames, events, range, timeZone, width, height, onZoom }: BodyProps) {
  const theme = useTheme2();
  const times = useRef(range);
  times.current = range;
  const frame = useMemo(() => join(frames), [frames]);
  const latest = useRef(frame);
  latest.current = frame;
  const rowHeight = panel.options?.rowHeight ?? 0.9;
  const showValue = panel.options?.showValue ?? 'auto';
  const names = frame.fields.slice(1).map((field) => getFieldDisplayName(field, frame, frames)).join('\n');
  const config = useMemo(() => {
    const builder = new UPlotConfigBuilder(timeZone);
    builder.setPrepData(() => latest.current.fields.map((field) => field.values) as uPlot.AlignedData);
    builder.addScale({
      scaleKey: 'x',
      isTime: true,
      orientation: ScaleOrientation.Horizontal,
      direction: ScaleDirection.Right,
      range: () => [times.current.from.valueOf(), times.current.to.valueOf()],
    });
    builder.addScale({ scaleKey: 'y', orientation: ScaleOrientation.Vertical, direction: ScaleDirection.Up, range: () => [0, 1] });
    builder.addAxis({ scaleKey: 'x', isTime: true, placement: AxisPlacement.Bottom, timeZone, theme, grid: { show: false } });
    const rows = names.split('\n');
    const row = (index: number) => 1 - (index + 0.5) / rows.length;
    builder.addAxis({ scaleKey: 'y', placement: AxisPlacement.Left, theme, grid: { show: false }, splits: rows.map((_, index) => row(index)), values: rows, ticks: { show: false } });
    rows.forEach(() => builder.addSeries({ scaleKey: 'y', theme, pathBuilder: () => null, pointsBuilder: () => undefined, show: true }));
    builder.addHook('draw', (u) => drawRows(u, latest.current, rowHeight, showValue !== 'never', theme));
    builder.setCursor({ y: false, points: { show: false } });
    return builder;
  }, [names, theme, timeZone, rowHeight, showValue]);
  const data = useMemo(() => frame.fields.map((field) => field.values) as uPlot.AlignedData, [frame]);
  return (
    <UPlotChart config={config} data={data} width={width} height={height}>
      <TooltipPlugin2
        config={config}
        hoverMode={1}
        queryZoom={onZoom}
        render={(_, indexes) => <TimeTooltip frame={frame} indexes={indexes} isMulti timeZone={timeZone} />}
      />
      <EventMarkers config={config} events={events} theme={theme} timeZone={timeZone} />
    </UPlotChart>
  );
}

/** One frame with a common time; states are known by their text. */
function join(frames: DataFrame[]): DataFrame {
  const joined = outerJoinDataFrames({ frames }) ?? frames[0];
  return { ...joined, fields: joined.fields.filter((field, index) => index === 0 || field.type !== FieldType.time) };
}

function drawRows(u: uPlot, frame: DataFrame, rowHeight: number, hasText: boolean, theme: GrafanaTheme2) {
  const { left, top, width, height } = u.bbox;
  const [times, ...fields] = frame.fields;
  const step = times.config.interval ?? 15_000;
  u.ctx.save();
  u.ctx.beginPath();
  u.ctx.rect(left, top, width, height);
  u.ctx.clip();
  fields.forEach((field, row) => {
    const slot = height / fields.length;
    const y = top + slot * row + (slot * (1 - rowHeight)) / 2;
    for (let i = 0; i < times.values.length; ) {
      const display = field.display!(field.values[i]);
      let next = i + 1;
      while (next < times.values.length && field.display!(field.values[next]).text === display.text && times.values[next] - times.values[next - 1] <= step * 1.5) {
        next++;
      }
      if (field.values[i] != null) {
        const x = u.valToPos(times.values[i], 'x', true);
        const until = Math.min(times.values[next] ?? Infinity, times.values[next - 1] + step);
        drawState(u.ctx, x, y, u.valToPos(until, 'x', true) - x, slot * rowHeight, display.color ?? theme.colors.text.disabled, hasText ? formattedValueToString(display) : '', theme);
      }
      i = next;
    }
  });
  u.ctx.restore();
}

function drawState(ctx: CanvasRenderingContext2D, x: number, y: number, width: number, height: number, color: string, text: string, theme: GrafanaTheme2) {
  ctx.fillStyle = color;
  ctx.globalAlpha = 0.8;
  ctx.fillRect(x, y, width, height);
  ctx.globalAlpha = 1;
  ctx.font = `${12 * devicePixelRatio}px ${theme.typography.fontFamily}`;
  if (ctx.measureText(text).width + 12 < width) {
    ctx.fillStyle = theme.colors.getContrastText(color);
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    ctx.fillText(text, Math.max(x, 0) + 6 * devicePixelRatio, y + height / 2);
  }
}
