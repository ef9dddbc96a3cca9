import { dateMath, type DateTime, dateTime, isDateTime, rangeUtil, type RawTimeRange, type TimeRange } from '@grafana/data';
import { Alert, LinkButton, RefreshPicker, TimeRangePicker } from '@grafana/ui';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { type Event, queryEvents } from './annotations';
import { Grid } from './Grid';
import { goTo, setParameters, useLocation } from './location';
import { typeOf } from './migrate';
import type { DashboardLink, DashboardModel, DataSource, Entry, PanelModel } from './model';
import { isDrawn, Panel } from './Panel';
import { type QueryContext, stepOf } from './query';
import { Skeleton } from './Skeleton';
import { interpolate, type Scope } from './template';
import { loadVariables, timeScope, type Variable } from './variables';
import { Variables } from './Variables';

interface Props {
  dashboard: DashboardModel;
  sources: DataSource[];
  entries: Entry[];
  toolbar: (controls: React.ReactNode) => React.ReactNode;
}

/** A dashboard: its time, variables, annotations and panels. What is chosen stands in the address, as in Grafana. */
export function Dashboard({ dashboard, sources, entries, toolbar }: Props) {
  const { searchParams } = useLocation();
  const from = searchParams.get('from') ?? dashboard.time?.from ?? 'now-1h';
  const to = searchParams.get('to') ?? dashboard.time?.to ?? 'now';
  const refresh = searchParams.get('refresh') ?? `${dashboard.refresh ?? ''}`;
  const [timeZone, setTimeZone] = useState(dashboard.timezone || 'browser');
  const [tick, setTick] = useState(0);
  const range = useMemo(() => toRange(from, to), [from, to, tick]);
  const { variables, scope } = useVariables(dashboard, sources, range, searchParams);
  const context = useMemo<QueryContext | undefined>(
    () => scope && { sources, scope: { ...scope, ...timeScope(range) }, range },
    [sources, scope, range]
  );
  const events = useEvents(dashboard, context);

  useEffect(() => {
    if (!rangeUtil.isRelativeTimeRange({ from, to }) || !refresh) {
      return;
    }
    const isAuto = refresh === 'auto';
    const period = isAuto ? stepOf(toRange(from, to), innerWidth, '5s') * 1000 : rangeUtil.intervalToMs(refresh);
    const timer = setInterval(() => setTick((t) => t + 1), period);
    return () => clearInterval(timer);
  }, [refresh, from, to]);

  const setTime = useCallback((raw: RawTimeRange) => setParameters({ from: toParameter(raw.from), to: toParameter(raw.to) }), []);
  const zoom = useCallback(({ from: start, to: end }: { from: number; to: number }) => setTime({ from: dateTime(start), to: dateTime(end) }), [setTime]);
  const span = range.to.valueOf() - range.from.valueOf();
  const shift = (by: number) => zoom({ from: range.from.valueOf() + by, to: range.to.valueOf() + by });

  return (
    <>
      {toolbar(
        <>
          <TimeRangePicker
            value={range}
            timeZone={timeZone}
            onChange={(value) => setTime(value.raw)}
            onChangeTimeZone={setTimeZone}
            onMoveBackward={() => shift(-span / 2)}
            onMoveForward={() => shift(span / 2)}
            onZoom={() => zoom({ from: range.from.valueOf() - span / 2, to: range.to.valueOf() + span / 2 })}
          />
          <RefreshPicker
            value={refresh}
            showAutoInterval
            onRefresh={() => setTick((t) => t + 1)}
            onIntervalChanged={(interval) => setParameters({ refresh: interval })}
          />
        </>
      )}
      <div className="submenu">
        <Variables variables={variables} />
        <Links links={(dashboard.links ?? []).flatMap((link) => toBoards(link, entries))} scope={scope ?? {}} search={searchParams} />
      </div>
      {variables.filter(({ error }) => error).map(({ model, error }) => (
        <Alert key={model.name} title={`The variable '${model.name}' has no values. ${error}`} severity="warning" />
      ))}
      <Undrawn panels={dashboard.panels} />
      {context ? (
        <Grid panels={dashboard.panels} variables={variables} scope={context.scope}>
          {(cell) => <Panel cell={cell} context={context} events={events} timeZone={timeZone} onZoom={zoom} />}
        </Grid>
      ) : (
        <Skeleton />
      )}
    </>
  );
}

/** Says how much of the dashboard is not seen here. */
function Undrawn({ panels }: { panels: PanelModel[] }) {
  const everything = panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
  const types = everything.map(typeOf).filter((type) => type !== 'row');
  const undrawn = types.filter((type) => !isDrawn(type));
  const counts = [...Map.groupBy(undrawn, (type) => type)].map(([type, same]) => `${same.length} ${type}`).join(', ');
  const text = `Only Grafana draws ${undrawn.length} of the ${types.length} panels: ${counts}.`;
  return undrawn.length > 0 && <p role="note">{text}</p>;
}

/** A link to all dashboards with its tags is a link to each. */
function toBoards(link: DashboardLink, entries: Entry[]): DashboardLink[] {
  const tagged = entries.filter((entry) => link.tags.every((tag) => entry.tags.includes(tag)));
  return link.type === 'dashboards' ? tagged.map((entry) => ({ ...link, title: entry.title, url: entry.url })) : [link];
}

function Links({ links, scope, search }: { links: DashboardLink[]; scope: Scope; search: URLSearchParams }) {
  return links.map((link) => {
    const time = link.keepTime ? new URLSearchParams([...search].filter(([name]) => name === 'from' || name === 'to')).toString() : '';
    const url = `${interpolate(link.url ?? '', scope)}${time ? `?${time}` : ''}`;
    const isHere = url.startsWith('/d/');
    const open = (event: React.MouseEvent) => {
      if (isHere && !link.targetBlank) {
        event.preventDefault();
        goTo(url);
      }
    };
    return (
      <LinkButton key={url} variant="secondary" size="sm" icon={isHere ? 'apps' : 'external-link-alt'} href={url} target={link.targetBlank ? '_blank' : undefined} tooltip={link.tooltip} onClick={open}>
        {interpolate(link.title, scope)}
      </LinkButton>
    );
  });
}

type Loaded = { variables: Variable[]; scope?: Scope };

function useVariables(dashboard: DashboardModel, sources: DataSource[], range: TimeRange, search: URLSearchParams) {
  const [state, setState] = useState<Loaded>({ variables: [] });
  // New values are looked up when something else is chosen, not at every refresh.
  const key = [...search].filter(([name]) => name.startsWith('var-') || name === 'from' || name === 'to').join('&');
  useEffect(() => {
    const stop = new AbortController();
    const chosen = (name: string) => new URLSearchParams(search).getAll(`var-${name}`);
    void loadVariables(dashboard.templating?.list ?? [], sources, range, chosen, stop.signal)
      .then((loaded) => !stop.signal.aborted && setState(loaded));
    return () => stop.abort();
  }, [dashboard, sources, key]);
  return state;
}

function useEvents(dashboard: DashboardModel, context: QueryContext | undefined): Event[] {
  const [events, setEvents] = useState<Event[]>([]);
  useEffect(() => {
    if (!context) {
      return;
    }
    const stop = new AbortController();
    queryEvents(dashboard, context, stop.signal).then(
      (found) => setEvents((before) => (JSON.stringify(before) === JSON.stringify(found) ? before : found)),
      // Panels say that Prometheus does not answer; the last events stay.
      () => undefined
    );
    return () => stop.abort();
  }, [dashboard, context]);
  return events;
}

function toRange(from: string, to: string): TimeRange {
  const raw = { from: toTime(from), to: toTime(to) };
  const start = dateMath.toDateTime(raw.from, { roundUp: false });
  const end = dateMath.toDateTime(raw.to, { roundUp: true });
  return start?.isValid() && end?.isValid() && start.isBefore(end) ? { from: start, to: end, raw } : toRange('now-1h', 'now');
}

const toTime = (text: string): string | DateTime => (/^\d+$/.test(text) ? dateTime(Number(text)) : text.includes('now') ? text : dateTime(text));

const toParameter = (time: string | DateTime) => (isDateTime(time) ? `${time.valueOf()}` : time);
