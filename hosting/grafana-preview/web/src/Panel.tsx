import { type DataFrame, LoadingState, renderMarkdown } from '@grafana/data';
import { Alert, Dropdown, ErrorBoundary, Icon, Menu, PanelChrome, ToolbarButton, useTheme2 } from '@grafana/ui';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Event } from './annotations';
import { prepareFrames } from './fields';
import type { Cell } from './layout';
import { migrate } from './migrate';
import type { DashboardLink, PanelModel } from './model';
import { StateTimelineBody } from './panels/StateTimelineBody';
import { TableBody } from './panels/TableBody';
import { TextBody } from './panels/TextBody';
import { TimeSeriesBody } from './panels/TimeSeriesBody';
import type { BodyProps } from './panels/types';
import { BarGaugeBody, GaugeBody, StatBody } from './panels/ValueBodies';
import { queryPanel, type QueryContext } from './query';
import { interpolate, type Scope } from './template';
import { timeOf } from './time';
import { useSize } from './useSize';
import { timeScope } from './variables';

const bodies: Record<string, (props: BodyProps) => React.ReactNode> = {
  timeseries: TimeSeriesBody,
  stat: StatBody,
  gauge: GaugeBody,
  bargauge: BarGaugeBody,
  table: TableBody,
  'state-timeline': StateTimelineBody,
  text: TextBody,
};

/** Whether the preview draws a type of panel; rows are the grid's. */
export const isDrawn = (type: string) => type in bodies || type === 'row';

interface Props {
  cell: Cell;
  context: QueryContext;
  events: Event[];
  timeZone: string;
  onZoom: (range: { from: number; to: number }) => void;
}

/** One panel; what goes wrong is said in it and stays in it. */
export function Panel(props: Props) {
  const { panel } = props.cell;
  return (
    <ErrorBoundary boundaryName={`panel-${panel.id}`} dependencies={[panel, props.context]}>
      {({ error }) =>
        error ? (
          <div className="panel" data-title={panel.title} data-type={panel.type} data-state="error">
            <Alert title={`'${panel.title}' cannot be drawn. ${error.message}`} severity="error" />
          </div>
        ) : (
          <WorkingPanel {...props} />
        )
      }
    </ErrorBoundary>
  );
}

/** Asks, and draws the answer in Grafana's frame. */
function WorkingPanel({ cell, context: board, events, timeZone, onZoom }: Props) {
  const outer = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(outer);
  const panel = useMemo(() => migrate(cell.panel), [cell.panel]);
  const { context, info } = useMemo(() => contextOf(panel, cell.scope, board), [panel, cell.scope, board]);
  const { frames, error, isLoading, range } = usePanelData(panel, context, width, timeZone);
  const Body = bodies[panel.type];
  const isEmpty = panel.type !== 'text' && frames?.every((frame) => frame.length === 0);
  const state = error ? 'error' : !frames ? 'loading' : isEmpty ? 'empty' : 'done';
  const text = (value: string | undefined) => interpolate(value ?? '', context.scope);
  const links = (panel.links ?? []).map((link) => ({ ...link, title: text(link.title), url: text(link.url) }));

  const body = (bodyWidth: number, bodyHeight: number) => {
    if (!Body) {
      return <Message text={`The preview does not draw panels of type ${panel.type}.`} />;
    }
    if (error || isEmpty) {
      return <Message text={error ?? panel.fieldConfig?.defaults?.noValue ?? 'No data'} isError={!!error} />;
    }
    const size = { width: bodyWidth, height: bodyHeight };
    const shown = { panel, events, range: range ?? context.range, timeZone, scope: context.scope, onZoom };
    return frames && <Body {...shown} {...size} frames={frames} />;
  };

  return (
    <div
      ref={outer}
      className="panel"
      data-panel={panel.id}
      data-title={text(panel.title)}
      data-type={panel.type}
      data-state={state}
      data-until={range?.to.valueOf()}
    >
      {width > 0 && (
        <PanelChrome
          width={width}
          height={height}
          title={text(panel.title)}
          description={panel.description ? () => renderMarkdown(text(panel.description)) : undefined}
          displayMode={panel.transparent ? 'transparent' : 'default'}
          loadingState={isLoading ? LoadingState.Loading : error ? LoadingState.Error : LoadingState.Done}
          statusMessage={error}
          padding={panel.type === 'table' ? 'none' : 'md'}
          titleItems={
            <>
              {info && <PanelChrome.TitleItem><Icon name="clock-nine" size="sm" /> {info}</PanelChrome.TitleItem>}
              {links.length > 0 && <PanelLinks links={links} />}
            </>
          }
        >
          {body}
        </PanelChrome>
      )}
    </div>
  );
}

/** The dashboard's context with the time and the values that are this panel's own. */
function contextOf(panel: PanelModel, own: Scope, board: QueryContext): { context: QueryContext; info?: string } {
  const scope = { ...board.scope, ...own };
  const { range, info } = timeOf(panel, board.range, scope);
  return { context: { ...board, range, scope: { ...scope, ...timeScope(range) } }, info };
}

/** One link is an icon, several are a menu: a narrow panel keeps its title. */
function PanelLinks({ links }: { links: DashboardLink[] }) {
  const target = (link: DashboardLink) => (link.targetBlank ? '_blank' : undefined);
  if (links.length === 1) {
    return (
      <PanelChrome.TitleItem href={links[0].url} target={target(links[0])} title={links[0].title}>
        <Icon name="external-link-alt" />
      </PanelChrome.TitleItem>
    );
  }
  return (
    <Dropdown overlay={<Menu>{links.map((link) => <Menu.Item key={link.title} label={link.title} url={link.url} target={target(link)} />)}</Menu>}>
      <ToolbarButton icon="external-link-alt" iconSize="md" aria-label="Links of this panel" />
    </Dropdown>
  );
}

function Message({ text, isError }: { text: string; isError?: boolean }) {
  return <div className="panel-message">{isError ? <Alert title={text} severity="error" /> : text}</div>;
}

type Data = { frames?: DataFrame[]; range?: QueryContext['range']; error?: string; isLoading: boolean };

/** A panel's frames, asked again whenever the panel, the time or a variable changes; the last ones stay meanwhile. */
function usePanelData(panel: PanelModel, context: QueryContext, width: number, timeZone: string): Data {
  const theme = useTheme2();
  const [data, setData] = useState<Data>({ isLoading: true });
  const isMeasured = width > 0;
  useEffect(() => {
    if (!isMeasured) {
      return;
    }
    const stop = new AbortController();
    setData((before) => ({ ...before, isLoading: true }));
    (async () => {
      try {
        const raw = await queryPanel(panel, Math.round(width), context, stop.signal);
        const frames = await prepareFrames(raw, panel, context.scope, theme, timeZone);
        if (!stop.signal.aborted) {
          setData({ frames, range: context.range, isLoading: false });
        }
      } catch (error) {
        if (!stop.signal.aborted) {
          setData({ error: (error as Error).message, isLoading: false });
        }
      }
    })();
    return () => stop.abort();
    // A width that changes by resizing needs no new answer.
  }, [panel, context, isMeasured, theme, timeZone]);
  return data;
}
