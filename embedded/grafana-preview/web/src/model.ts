import type { DataTransformerConfig, FieldConfigSource } from '@grafana/data';

/** The parts of Grafana's dashboard JSON that are read here. */
export interface DashboardModel {
  uid: string;
  title: string;
  description?: string;
  refresh?: string;
  timezone?: string;
  time?: { from: string; to: string };
  panels: PanelModel[];
  links?: DashboardLink[];
  templating?: { list?: VariableModel[] };
  annotations?: { list?: AnnotationModel[] };
}

export interface PanelModel {
  id: number;
  type: string;
  title?: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: DataSourceRef;
  targets?: Target[];
  fieldConfig?: FieldConfigSource;
  // Each type of panel has options of its own.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  options?: Record<string, any>;
  transformations?: DataTransformerConfig[];
  links?: DashboardLink[];
  interval?: string;
  maxDataPoints?: number;
  transparent?: boolean;
  collapsed?: boolean;
  panels?: PanelModel[];
}

export type DataSourceRef = string | { type?: string; uid?: string } | null;

export interface Target {
  refId: string;
  expr?: string;
  datasource?: DataSourceRef;
  legendFormat?: string;
  format?: string;
  instant?: boolean;
  range?: boolean;
  interval?: string;
  hide?: boolean;
}

export interface DashboardLink {
  title: string;
  url?: string;
  type?: string;
  tags?: string[];
  tooltip?: string;
  targetBlank?: boolean;
  keepTime?: boolean;
  asDropdown?: boolean;
}

export interface VariableModel {
  name: string;
  type: string;
  label?: string;
  hide?: number;
  query?: string | { query: string };
  regex?: string;
  sort?: number;
  multi?: boolean;
  includeAll?: boolean;
  allValue?: string | null;
  datasource?: DataSourceRef;
  current?: { value?: string | string[] };
}

export interface AnnotationModel {
  name: string;
  enable?: boolean;
  builtIn?: number;
  iconColor?: string;
  datasource?: DataSourceRef;
  expr?: string;
  target?: { expr?: string };
  step?: string;
  titleFormat?: string;
  textFormat?: string;
}

/** A dashboard as the list has it. */
export interface Entry {
  uid: string;
  title: string;
  url: string;
  tags: string[];
  folderUid?: string;
  folderTitle?: string;
}

export interface Overview {
  home?: string;
  dashboards: Entry[];
  problems: { file: string; message: string }[];
}

export interface DataSource {
  uid: string;
  name: string;
  type: string;
  isDefault: boolean;
  jsonData: { timeInterval?: string };
}
