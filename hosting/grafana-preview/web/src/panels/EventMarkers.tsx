import { arrayToDataFrame, dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { EventsCanvas, Tooltip, type UPlotConfigBuilder } from '@grafana/ui';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type uPlot from 'uplot';
import type { Event } from '../annotations';

interface Props {
  config: UPlotConfigBuilder;
  events: Event[];
  theme: GrafanaTheme2;
  timeZone: string;
}

/** Shades the time of each event in a graph, and puts a mark below that says what it was. */
export function EventMarkers({ config, events, theme, timeZone }: Props) {
  const plot = useRef<uPlot | undefined>(undefined);
  const spans = useMemo(() => join(events), [events]);
  const latest = useRef(spans);
  latest.current = spans;
  useLayoutEffect(() => {
    config.addHook('init', (u) => (plot.current = u));
    config.addHook('draw', (u) => latest.current.forEach((span) => shade(u, span, theme)));
  }, [config, theme]);
  // A graph that is there already must be drawn again; EventsCanvas follows its drawing.
  useEffect(() => plot.current?.redraw(false), [config, spans]);
  const frames = useMemo(() => (spans.length > 0 ? [arrayToDataFrame(spans)] : []), [spans]);
  return (
    <EventsCanvas
      id="events"
      config={config}
      events={frames}
      mapEventToXYCoords={(_, index) => {
        const u = plot.current;
        const x = u ? u.valToPos(Math.max(spans[index]?.from, u.scales.x.min!), 'x') : -1;
        return u && x >= 0 && x <= u.bbox.width / devicePixelRatio ? { x, y: u.bbox.height / devicePixelRatio + 4 } : undefined;
      }}
      renderEventMarker={(_, index) => spans[index] && <Mark span={spans[index]} theme={theme} timeZone={timeZone} />}
    />
  );
}

interface Span {
  from: number;
  to: number;
  color: string;
  events: Event[];
}

/** Events of one colour that overlap are one area: many at once must not hide the graph. */
function join(events: Event[]): Span[] {
  const spans: Span[] = [];
  for (const event of events) {
    const open = spans.find((span) => span.color === event.color && event.from <= span.to);
    if (open) {
      open.to = Math.max(open.to, event.to);
      open.events.push(event);
    } else {
      spans.push({ from: event.from, to: event.to, color: event.color, events: [event] });
    }
  }
  return spans;
}

function Mark({ span, theme, timeZone }: { span: Span; theme: GrafanaTheme2; timeZone: string }) {
  const time = (at: number) => dateTimeFormat(at, { timeZone, format: 'HH:mm:ss' });
  const lines = span.events.map((event) => ({ head: event.title, rest: `${event.text} ${time(event.from)} to ${time(event.to)}` }));
  return (
    <Tooltip content={<>{lines.map((line, index) => <div key={index}><strong>{line.head}</strong> {line.rest}</div>)}</>}>
      <div
        className="event-mark"
        role="img"
        aria-label={lines.map((line) => `${line.head} ${line.rest}`).join(', ')}
        style={{ borderBottomColor: theme.visualization.getColorByName(span.color) }}
      />
    </Tooltip>
  );
}

function shade(u: uPlot, span: Span, theme: GrafanaTheme2) {
  const { left, top, width, height } = u.bbox;
  const from = Math.max(u.valToPos(span.from, 'x', true), left);
  const to = Math.min(u.valToPos(span.to, 'x', true), left + width);
  if (to < left || from > left + width) {
    return;
  }
  u.ctx.save();
  u.ctx.fillStyle = theme.visualization.getColorByName(span.color);
  u.ctx.fillRect(from, top, devicePixelRatio, height);
  u.ctx.globalAlpha = 0.12;
  u.ctx.fillRect(from, top, to - from, height);
  u.ctx.restore();
}
