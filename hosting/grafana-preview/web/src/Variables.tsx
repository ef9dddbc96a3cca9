import { Combobox, InlineLabel, MultiCombobox } from '@grafana/ui';
import { setParameters } from './location';
import { all, type Variable } from './variables';

/** The pickers of a dashboard's variables; what is chosen goes into the address. */
export function Variables({ variables }: { variables: Variable[] }) {
  return variables
    .filter(({ model }) => model.hide !== 2 && model.type !== 'constant')
    .map(({ model, options, chosen }) => {
      const choose = (values: string[]) => setParameters({ [`var-${model.name}`]: values });
      return (
        <div className="variable" key={model.name} data-variable={model.name}>
          <InlineLabel width="auto" htmlFor={`var-${model.name}`}>
            {model.label || model.name}
          </InlineLabel>
          {model.multi ? (
            <MultiCombobox
              id={`var-${model.name}`}
              options={options}
              value={chosen}
              width="auto"
              minWidth={12}
              // What is chosen last decides between all and some.
              onChange={(values) => {
                const names = values.map((v) => v.value);
                choose(names.at(-1) === all ? [all] : names.filter((v) => v !== all));
              }}
            />
          ) : (
            <Combobox id={`var-${model.name}`} options={options} value={chosen[0]} width="auto" minWidth={12} onChange={(option) => choose([option.value])} />
          )}
        </div>
      );
    });
}
