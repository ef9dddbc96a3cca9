import type { DataFrame, TimeRange } from '@grafana/data';
import type { Event } from '../annotations';
import type { PanelModel } from '../model';
import type { Scope } from '../template';

/** What a panel's body is drawn from. */
export interface BodyProps {
  panel: PanelModel;
  frames: DataFrame[];
  events: Event[];
  range: TimeRange;
  timeZone: string;
  scope: Scope;
  width: number;
  height: number;
  onZoom: (range: { from: number; to: number }) => void;
}
