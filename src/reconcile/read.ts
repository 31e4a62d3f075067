/** Reads one role with everything that belongs to it, whoever owns it. Loaded only by `mode: read`. */
import { asError } from '../aws/errors.ts';
import type { RunSettings } from '../inputs/declaration.ts';
import type { Declaration } from '../resources/declaration.ts';
import { RESOURCES } from '../resources/index.ts';
import { nounOf, propertiesOf, valueOf } from '../resources/properties.ts';
import { labelOf, type State } from '../resources/resource.ts';
import { Deadline, retryUntilConsistent } from './deadline.ts';
import { unknownOutcome, type Outcome } from './outcome.ts';
import { observe } from './plan.ts';
import type { ReconcilePorts } from './ports.ts';

/** Never throws: the outcome has the failure. */
export async function read(
  declaration: Declaration,
  run: RunSettings,
  ports: ReconcilePorts,
): Promise<Outcome> {
  const outcome = unknownOutcome(run, declaration);
  const deadline = new Deadline(ports, run['timeout-seconds'] * 1000);
  const observed = (each: Declaration): Promise<State> =>
    retryUntilConsistent(() => observe(ports.iam, each), deadline);
  try {
    let state = await observed(declaration);
    let concerned = declaration;
    const instanceProfileName = otherProfile(declaration, state);
    if (instanceProfileName !== undefined) {
      concerned = { ...declaration, instanceProfileName };
      state = await observed(concerned);
    }
    const exists = Object.values(state).some((resource) => resource !== undefined);
    return {
      ...outcome,
      declaration: concerned,
      status: exists ? 'read' : 'absent',
      finalState: state,
      warnings: unreadable(state),
    };
  } catch (thrown) {
    return { ...outcome, failure: { error: asError(thrown) } };
  }
}

/** Returns the instance profile that contains the role if it has another name than the role and the step names none. */
function otherProfile(
  { roleName, instanceProfileName }: Declaration,
  { role, instanceProfile }: State,
): string | undefined {
  if (instanceProfileName !== roleName || instanceProfile?.role?.name === roleName) return undefined;
  const [name] = [...(role?.instanceProfiles ?? [])].sort();
  return name;
}

/** Lists the documents that the caller may not read. */
function unreadable(state: State): string[] {
  return RESOURCES.flatMap(({ kind, properties }) => {
    const resource = state[kind];
    const name = `${labelOf(kind)}/${resource?.name ?? ''}`;
    return [...propertiesOf(resource).keys()]
      .filter((property) => valueOf(resource, property) === undefined)
      .map((property) => `${name}: the run may not read the document of ${nounOf(properties, property)}`);
  });
}
