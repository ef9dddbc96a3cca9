import {
  applyFieldOverrides,
  cacheFieldDisplayNames,
  type DataFrame,
  type Field,
  FieldConfigOptionsRegistry,
  type FieldConfigPropertyItem,
  type FieldConfigSource,
  FieldType,
  type GrafanaTheme2,
  standardTransformers,
  standardTransformersRegistry,
  ThresholdsMode,
  transformDataFrame,
} from '@grafana/data';
import { lastValueFrom } from 'rxjs';
import type { PanelModel } from './model';
import { interpolate, type Scope } from './template';

const transformers = [...new Map(Object.values(standardTransformers).map((transformer) => [transformer.id, transformer])).values()];

standardTransformersRegistry.setInit(() =>
  transformers.map((transformer) => ({
    id: transformer.id,
    name: transformer.name,
    transformation: () => Promise.resolve(transformer as never),
    editor: () => null,
    imageDark: '',
    imageLight: '',
  }))
);

const standardIds = ['displayName', 'unit', 'min', 'max', 'decimals', 'color', 'thresholds', 'mappings', 'noValue', 'links', 'filterable', 'fieldMinMax'];

// What a panel's own settings are where its JSON is silent, as in Grafana.
const customDefaults: Record<string, object> = {
  timeseries: { lineWidth: 1, fillOpacity: 0, pointSize: 5, showPoints: 'auto', axisPlacement: 'auto', spanNulls: false, gradientMode: 'none' },
  'state-timeline': { lineWidth: 0, fillOpacity: 70 },
};

/** The field configuration of a panel with Grafana's defaults filled in. */
export function fieldConfigOf(panel: PanelModel): FieldConfigSource {
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  return {
    defaults: {
      color: { mode: panel.type === 'timeseries' ? 'palette-classic' : 'thresholds' },
      thresholds: { mode: ThresholdsMode.Absolute, steps: [{ value: -Infinity, color: 'green' }, { value: 80, color: 'red' }] },
      ...defaults,
      custom: { ...customDefaults[panel.type], ...defaults.custom },
    },
    overrides,
  };
}

/** Applies a panel's transformations and field configuration to what its queries answered. */
export async function prepareFrames(raw: DataFrame[], panel: PanelModel, scope: Scope, theme: GrafanaTheme2, timeZone: string): Promise<DataFrame[]> {
  const replace = (text: string) => interpolate(text, scope);
  const steps = (panel.transformations ?? []).filter((t) => !t.disabled);
  const transformed = steps.length > 0 ? await lastValueFrom(transformDataFrame(steps, raw, { interpolate: replace })) : raw;
  const config = fieldConfigOf(panel);
  const frames = applyFieldOverrides({
    data: transformed,
    fieldConfig: config,
    fieldConfigRegistry: registryOf(config),
    replaceVariables: (text) => replace(text ?? ''),
    theme,
    timeZone,
  });
  cacheFieldDisplayNames(frames);
  return frames;
}

/** Knows every property that this panel's JSON sets: the values go where Grafana's editors would put them. */
function registryOf({ defaults, overrides }: FieldConfigSource): FieldConfigOptionsRegistry {
  const custom = new Set([
    ...Object.keys(defaults.custom ?? {}),
    ...overrides.flatMap((o) => o.properties).filter((p) => p.id.startsWith('custom.')).map((p) => p.id.slice('custom.'.length)),
  ]);
  const item = (id: string, path: string, isCustom: boolean) =>
    ({
      id, path, isCustom, name: id, process: (value: unknown) => value, override: () => null, editor: () => null,
      // A label is the values' axis's, not that of time.
      shouldApply: (field: Field) => path !== 'axisLabel' || field.type === FieldType.number,
    }) as unknown as FieldConfigPropertyItem;
  return new FieldConfigOptionsRegistry(() => [...standardIds.map((id) => item(id, id, false)), ...[...custom].map((path) => item(`custom.${path}`, path, true))]);
}
