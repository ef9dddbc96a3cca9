import { dateMath, rangeUtil, type TimeRange } from '@grafana/data';
import type { PanelModel } from './model';
import { interpolate, type Scope } from './template';

/** The time that a panel shows: the dashboard's, or one of its own, and how Grafana says so in its frame. */
export function timeOf(panel: PanelModel, range: TimeRange, scope: Scope): { range: TimeRange; info?: string } {
  let shown = range;
  const info: string[] = [];
  // A fixed time is meant: a panel's own "last hour" would leave it.
  if (panel.timeFrom && rangeUtil.isRelativeTimeRange(range.raw)) {
    const { from, to, display } = described('timeFrom', interpolate(panel.timeFrom, scope));
    shown = {
      from: dateMath.toDateTime(from, { roundUp: false })!,
      to: dateMath.toDateTime(to, { roundUp: true })!,
      raw: { from, to },
    };
    info.push(display);
  }
  if (panel.timeShift) {
    const shift = interpolate(panel.timeShift, scope);
    described('timeShift', shift);
    const move = (time: TimeRange['from'], roundUp: boolean) => dateMath.parseDateMath(`-${shift}`, time, roundUp)!;
    const [from, to] = [move(shown.from, false), move(shown.to, true)];
    shown = { from, to, raw: { from, to } };
    info.push(`timeshift -${shift}`);
  }
  return { range: shown, info: panel.hideTimeOverride ? undefined : info.join(' ') || undefined };
}

function described(name: string, text: string) {
  const found = rangeUtil.describeTextRange(text);
  if (found.invalid) {
    throw new Error(`Its ${name} '${text}' is no span of time.`);
  }
  return { ...found, from: `${found.from}`, to: `${found.to}` };
}
