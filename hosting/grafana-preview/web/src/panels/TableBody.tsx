import { TableNG } from '@grafana/ui/unstable';
import type { BodyProps } from './types';

/** table: Grafana shows one frame at a time, here the first. */
export function TableBody({ panel, frames, range, width, height }: BodyProps) {
  const options = panel.options ?? {};
  return (
    <TableNG
      data={frames[0]}
      width={width}
      height={height}
      timeRange={range}
      noHeader={options.showHeader === false}
      cellHeight={options.cellHeight}
      sortBy={options.sortBy}
      showTypeIcons={false}
      resizable
      enableVirtualization={false}
      fieldConfig={panel.fieldConfig}
    />
  );
}
