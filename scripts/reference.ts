/** The inputs and outputs as the README and `docs/inputs.md` list them, and the policy in `docs/setup.md`. */
import { INPUT_NAMES, INPUTS, type InputName, type InputSpec } from '../src/inputs/table.ts';
import type { CallerPolicy } from '../src/report/least-policy.ts';
import { leastPolicy } from './policy-variants.ts';
import { OUTPUTS } from '../src/report/outputs.ts';
import { table } from './generated-text.ts';

/** The length of a default that the README's table has room for. */
const MAX_DEFAULT = 40;

/** Returns an input's default as it is in `action.yml`. */
export function defaultText({ default: value, expression }: InputSpec): string | undefined {
  return value?.toString() ?? expression;
}

/** Lists the inputs by their groups, in the order of the table of inputs. */
export function inputGroups(): ReadonlyMap<InputSpec['group'], readonly InputName[]> {
  return Map.groupBy(INPUT_NAMES, (name) => INPUTS[name].group);
}

/** Returns the README's table of inputs: a row for each group, with a line for each input. */
export function inputOverview(): string {
  const line = (name: InputName): string => {
    const { description } = INPUTS[name];
    const standard = defaultText(INPUTS[name]);
    const shown = standard === undefined || standard.length > MAX_DEFAULT ? '' : `: ${standard}`;
    return `**\`${name}${shown}\`** – ${description}.`;
  };
  const rows = [...inputGroups()].map(([group, names]) => [group, names.map(line).join('<br>')]);
  return `<!-- prettier-ignore -->\n${table(['subject', 'inputs, with their defaults'], rows)}`;
}

/** Returns the table of one group in `docs/inputs.md`: types, defaults and the values that are allowed. */
export function inputTable(names: readonly InputName[]): string {
  const rows = names.map((name) => {
    const { kind, constraint, guard }: InputSpec = INPUTS[name];
    const standard = defaultText(INPUTS[name]);
    const ifEmpty = guard === true ? 'refused' : standard === undefined ? 'not set' : 'default';
    return [`\`${name}\``, kind, standard === undefined ? '' : `\`${standard}\``, ifEmpty, constraint];
  });
  return table(['input', 'type', 'default', 'empty', 'it must be'], rows);
}

/** Returns the README's table of outputs. The name, ARN and id of a resource share a row. */
export function outputTable(): string {
  const rows = Map.groupBy(Object.entries(OUTPUTS), ([name]) => name.replace(/-(?:arn|name|id)$/, ''));
  return table(
    ['output', 'value'],
    [...rows.values()].map((outputs) => [
      outputs.map(([name]) => `\`${name}\``).join(' '),
      outputs.map(([, meaning]) => meaning).join('; '),
    ]),
  );
}

/** Returns the policy of a deploy role: every mode but `sweep`, for all roles whose names begin alike, under any path. */
export function deployPolicy(account: string, prefix: string): CallerPolicy {
  const names = [`${prefix}*`, `*/${prefix}*`];
  return leastPolicy(['plan', 'check', 'apply', 'read', 'destroy'], {
    partition: 'aws',
    account,
    role: names,
    instanceProfile: names,
  });
}

/** Returns a policy as JSON with few lines. */
export function compactPolicy({ Version, Statement }: CallerPolicy): string {
  const statements = Statement.map((statement) => {
    const [effect, ...parts] = Object.entries(statement).map(([key, value]) => filled(key, value));
    return `  { ${[effect, parts.join(',\n    ')].join(', ')} }`;
  });
  return `{ ${filled('Version', Version)}, "Statement": [\n${statements.join(',\n')}\n] }`;
}

const MAX_WIDTH = 112;

/** Returns an entry as JSON, a list filled into lines. */
function filled(key: string, value: unknown): string {
  const name = `${JSON.stringify(key)}: `;
  if (!Array.isArray(value)) return name + JSON.stringify(value, null, 1).replace(/\s*\n\s*/g, ' ');
  const lines = [`${name}[`];
  for (const [index, item] of value.entries()) {
    const next = JSON.stringify(item) + (index < value.length - 1 ? ',' : ']');
    const line = lines.at(-1) ?? '';
    if (line.length + next.length > MAX_WIDTH - 4) lines.push(`      ${next}`);
    else lines[lines.length - 1] = `${line}${index === 0 ? '' : ' '}${next}`;
  }
  return lines.join('\n');
}
