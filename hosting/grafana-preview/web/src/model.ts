import type { DataTransformerConfig, FieldConfigSource } from '@grafana/data';
import type {
  AnnotationQuery, Dashboard, DashboardLink, DataSourceRef, Panel, VariableModel as Variable,
} from '@grafana/schema';

// Grafana's own types of a dashboard's JSON, with what they leave open said more closely.

export type DashboardModel = Omit<Dashboard, 'panels' | 'annotations'> & { panels: PanelModel[]; annotations?: { list?: AnnotationModel[] } };

export type PanelModel = Omit<Panel, 'id' | 'targets' | 'options' | 'fieldConfig' | 'transformations'> & {
  // A file's own number, or where it stands in the file.
  id: number | string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: Target[];
  fieldConfig?: FieldConfigSource;
  // Each type of panel has options of its own.
  options?: Record<string, any>;
  transformations?: DataTransformerConfig[];
  collapsed?: boolean;
  panels?: PanelModel[];
};

export type AnnotationModel = AnnotationQuery & { expr?: string; step?: string; titleFormat?: string; textFormat?: string; target?: { expr?: string } };

/** A variable; one of intervals may be chosen by the time that is shown. */
export type VariableModel = Variable & { auto?: boolean; auto_count?: number; auto_min?: string };

export type { DashboardLink, DataSourceRef };

/** A query of Prometheus's data source. */
export interface Target {
  refId: string;
  expr?: string;
  datasource?: DataSourceRef;
  legendFormat?: string;
  format?: string;
  instant?: boolean;
  range?: boolean;
  interval?: string;
  intervalFactor?: number;
  hide?: boolean;
}

/** A dashboard as the list has it. */
export interface Entry {
  uid: string;
  title: string;
  url: string;
  tags: string[];
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
