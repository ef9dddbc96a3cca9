import { type DisplayValueAlignmentFactors, type FieldDisplay, getDisplayValueAlignmentFactors, getFieldDisplayValues, VizOrientation } from '@grafana/data';
import { BarGaugeDisplayMode } from '@grafana/schema';
import { BarGauge, BigValue, BigValueColorMode, BigValueGraphMode, BigValueTextMode, useTheme2, VizRepeater, type VizRepeaterRenderValueProps } from '@grafana/ui';
import { useMemo } from 'react';
import { fieldConfigOf } from '../fields';
import { interpolate } from '../template';
import { Gauge } from './Gauge';
import type { BodyProps } from './types';

type ValueProps = VizRepeaterRenderValueProps<FieldDisplay, DisplayValueAlignmentFactors>;

/** stat */
export function StatBody(props: BodyProps) {
  const theme = useTheme2();
  const look = { colorMode: BigValueColorMode.Value, graphMode: BigValueGraphMode.Area, textMode: BigValueTextMode.Auto, ...props.panel.options };
  return (
    <Values {...props} isSpark={look.graphMode !== BigValueGraphMode.None} autoGrid>
      {({ value, width, height, alignmentFactors, count }) => (
        <BigValue
          value={value.display}
          count={count}
          sparkline={value.sparkline && { ...value.sparkline, timeRange: props.range }}
          alignmentFactors={alignmentFactors}
          width={width}
          height={height}
          theme={theme}
          {...look}
        />
      )}
    </Values>
  );
}

/** gauge */
export function GaugeBody(props: BodyProps) {
  return (
    <Values {...props}>
      {({ value, width, height }) => (
        <Gauge
          value={value}
          width={width}
          height={height}
          hasThresholds={props.panel.options?.showThresholdMarkers !== false}
        />
      )}
    </Values>
  );
}

/** bargauge */
export function BarGaugeBody(props: BodyProps) {
  const theme = useTheme2();
  const look = { displayMode: BarGaugeDisplayMode.Gradient, minVizHeight: 16, maxVizHeight: 300, ...props.panel.options };
  return (
    <Values {...props} minVizHeight={look.minVizHeight} maxVizHeight={look.maxVizHeight}>
      {({ value, width, height, orientation, alignmentFactors }) => (
        <BarGauge
          value={value.display}
          field={value.field}
          display={value.view?.getFieldDisplayProcessor(value.colIndex!)}
          alignmentFactors={alignmentFactors}
          width={width}
          height={height}
          theme={theme}
          {...look}
          orientation={orientation}
          valueDisplayMode={props.panel.options?.valueMode}
        />
      )}
    </Values>
  );
}

interface RepeaterProps extends BodyProps {
  isSpark?: boolean;
  autoGrid?: boolean;
  minVizHeight?: number;
  maxVizHeight?: number;
  children: (props: ValueProps) => React.JSX.Element;
}

function Values({ panel, frames, scope, timeZone, isSpark = false, children, ...repeater }: RepeaterProps) {
  const theme = useTheme2();
  const values = useMemo(
    () =>
      getFieldDisplayValues({
        data: frames,
        fieldConfig: fieldConfigOf(panel),
        reduceOptions: { calcs: ['lastNotNull'], ...panel.options?.reduceOptions },
        replaceVariables: (text) => interpolate(text ?? '', scope),
        sparkline: isSpark,
        theme,
        timeZone,
      }),
    [panel, frames, scope, isSpark, theme, timeZone]
  );
  return (
    <VizRepeater<FieldDisplay, DisplayValueAlignmentFactors>
      source={frames}
      getValues={() => values}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={children}
      renderCounter={0}
      orientation={panel.options?.orientation ?? VizOrientation.Auto}
      {...repeater}
    />
  );
}
