import { arrayToDataFrame, type DataFrame, dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
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
  const latest = useRef(events);
  latest.current = events;
  useLayoutEffect(() => {
    config.addHook('init', (u) => (plot.current = u));
    config.addHook('draw', (u) => latest.current.forEach((event) => shade(u, event, theme)));
  }, [config, theme]);
  // A graph that is there already must be drawn again; EventsCanvas follows its drawing.
  useEffect(() => plot.current?.redraw(false), [config, events]);
  const frames = useMemo<DataFrame[]>(() => (events.length > 0 ? [arrayToDataFrame(events)] : []), [events]);
  return (
    <EventsCanvas
      id="events"
      config={config}
      events={frames}
      mapEventToXYCoords={(_, index) => {
        const u = plot.current;
        const x = u ? u.valToPos(Math.max(events[index]?.from, u.scales.x.min!), 'x') : -1;
        return u && x >= 0 && x <= u.bbox.width / devicePixelRatio ? { x, y: u.bbox.height / devicePixelRatio + 4 } : undefined;
      }}
      renderEventMarker={(_, index) => (events[index] ? <Mark event={events[index]} theme={theme} timeZone={timeZone} /> : null)}
    />
  );
}

function Mark({ event, theme, timeZone }: { event: Event; theme: GrafanaTheme2; timeZone: string }) {
  const time = (at: number) => dateTimeFormat(at, { timeZone });
  return (
    <Tooltip
      content={
        <div>
          <strong>{event.title}</strong>
          <div>{event.text}</div>
          <small>{event.from === event.to ? time(event.from) : `${time(event.from)} to ${time(event.to)}`}</small>
        </div>
      }
    >
      <div
        className="event-mark"
        role="img"
        aria-label={`${event.title} ${event.text}`}
        style={{ borderBottomColor: theme.visualization.getColorByName(event.color) }}
      />
    </Tooltip>
  );
}

function shade(u: uPlot, event: Event, theme: GrafanaTheme2) {
  const { left, top, width, height } = u.bbox;
  const from = Math.max(u.valToPos(event.from, 'x', true), left);
  const to = Math.min(u.valToPos(event.to, 'x', true), left + width);
  if (to < left || from > left + width) {
    return;
  }
  const color = theme.visualization.getColorByName(event.color);
  u.ctx.save();
  u.ctx.fillStyle = color;
  u.ctx.globalAlpha = 0.12;
  u.ctx.fillRect(from, top, to - from, height);
  u.ctx.globalAlpha = 1;
  u.ctx.strokeStyle = color;
  u.ctx.lineWidth = devicePixelRatio;
  u.ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  u.ctx.beginPath();
  u.ctx.moveTo(from, top);
  u.ctx.lineTo(from, top + height);
  u.ctx.stroke();
  u.ctx.restore();
}
