import { type DisplayValueAlignmentFactors, type FieldDisplay, getDisplayValueAlignmentFactors, getFieldDisplayValues, VizOrientation } from '@grafana/data';
import { BarGaugeDisplayMode, BarGaugeNamePlacement, BarGaugeValueMode } from '@grafana/schema';
import { BarGauge, BigValue, BigValueColorMode, BigValueGraphMode, BigValueJustifyMode, BigValueTextMode, useTheme2, VizRepeater, type VizRepeaterRenderValueProps } from '@grafana/ui';
import { useMemo } from 'react';
import { fieldConfigOf } from '../fields';
import { interpolate } from '../template';
import { ArcGauge } from './ArcGauge';
import type { BodyProps } from './types';

type ValueProps = VizRepeaterRenderValueProps<FieldDisplay, DisplayValueAlignmentFactors>;

/** stat */
export function StatBody(props: BodyProps) {
  const theme = useTheme2();
  const { options = {} } = props.panel;
  return (
    <Values {...props} isSpark={options.graphMode !== 'none'} autoGrid>
      {({ value, width, height, alignmentFactors, count }) => (
        <BigValue
          value={value.display}
          count={count}
          sparkline={value.sparkline && { ...value.sparkline, timeRange: props.range }}
          colorMode={options.colorMode ?? BigValueColorMode.Value}
          graphMode={options.graphMode ?? BigValueGraphMode.Area}
          justifyMode={options.justifyMode ?? BigValueJustifyMode.Auto}
          textMode={options.textMode ?? BigValueTextMode.Auto}
          text={options.text}
          alignmentFactors={alignmentFactors}
          width={width}
          height={height}
          theme={theme}
        />
      )}
    </Values>
  );
}

/** bargauge */
export function BarGaugeBody(props: BodyProps) {
  const theme = useTheme2();
  const { options = {} } = props.panel;
  return (
    <Values {...props} minVizHeight={options.minVizHeight ?? 16} maxVizHeight={options.maxVizHeight ?? 300}>
      {({ value, width, height, orientation, alignmentFactors }) => (
        <BarGauge
          value={value.display}
          field={value.field}
          display={value.view?.getFieldDisplayProcessor(value.colIndex!)}
          orientation={orientation}
          displayMode={options.displayMode ?? BarGaugeDisplayMode.Gradient}
          showUnfilled={options.showUnfilled ?? true}
          valueDisplayMode={options.valueMode ?? BarGaugeValueMode.Color}
          namePlacement={options.namePlacement ?? BarGaugeNamePlacement.Auto}
          text={options.text}
          itemSpacing={8}
          lcdCellWidth={12}
          alignmentFactors={alignmentFactors}
          width={width}
          height={height}
          theme={theme}
        />
      )}
    </Values>
  );
}

/** gauge */
export function GaugeBody(props: BodyProps) {
  return (
    <Values {...props} autoGrid>
      {({ value, width, height, count }) => <ArcGauge value={value} width={width} height={height} hasName={count > 1 || value.display.title !== undefined} />}
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

function Values({ panel, frames, scope, timeZone, width, height, isSpark = false, children, ...repeater }: RepeaterProps) {
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
      autoGrid={repeater.autoGrid}
      minVizHeight={repeater.minVizHeight}
      maxVizHeight={repeater.maxVizHeight}
      width={width}
      height={height}
    />
  );
}
