/**
 * Finds the roles to remove that the step does not name: those of closed pull requests (`mode: sweep`), and those that a
 * manifest has created and no longer lists (`prune: roles`). A tag decides, never a name. Loaded only by these.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
 */
import type { Role } from '@aws-sdk/client-iam';
import pLimit from 'p-limit';
import type { RunSettings, SweepSettings } from '../inputs/declare.ts';
import type { PullRequestState } from '../github/client.ts';
import type { Iam } from '../aws/calls.ts';
import { absentAsUndefined, asError } from '../aws/errors.ts';
import type { Declaration, Tags } from '../resources/resource.ts';
import { observeInstanceProfile } from '../resources/instance-profile.ts';
import { instanceProfilesOf, lastUse, lastUseText, pages } from '../resources/role-state.ts';
import {
  hasOwner,
  MANIFEST_TAG,
  PULL_REQUEST_TAG,
  tagsFromIam,
  tagValue,
  type Owner,
} from '../resources/tags.ts';
import {
  unknownOutcome,
  Deadline,
  retryUntilConsistent,
  type Outcome,
  type Ports,
  type ReconcilePorts,
} from './run.ts';
import { reconcile, ROLES_AT_ONCE } from './reconcile.ts';
import { throwIfCancelled } from '../runtime/time.ts';

/** The decision about a role of our owner. */
export interface Judged {
  readonly roleName: string;
  /** The pull request's number, as the tag has it. */
  readonly request?: string | undefined;
  /** Why the role is kept or removed: `closed on 2026-07-01`, `created 5 s ago`. */
  readonly state: string;
  /** Whether the role is kept because nothing shows whether it is still needed. */
  readonly unjudged?: boolean;
  /** Why the role, or its pull request, could not be read. */
  readonly error?: Error;
  /** Of a manifest: declares that the role does not exist; undefined if it is kept. */
  readonly removal?: Declaration;
  /** Of a sweep: the result of the removal, or why the role could not be judged; undefined if it was kept. */
  readonly outcome?: Outcome;
}

type Judgement = Omit<Judged, 'roleName'>;
type Judge = (role: Role, tags: Tags, roleName: string) => Promise<Judgement | undefined>;

/**
 * Judges the roles under a path.
 *
 * @param judge returns undefined for a role that is none of its concern
 * @param except roles that are not judged, in lower case
 * @throws CallError if the roles cannot be listed
 */
async function judgeRoles(
  path: string,
  judge: Judge,
  ports: Ports,
  timeoutSeconds: number,
  except: ReadonlySet<string> = new Set(),
): Promise<readonly Judged[]> {
  const { iam } = ports;
  const unknown = (error: unknown): Judgement => ({ state: 'unknown', error: asError(error) });
  const retried = <T>(read: () => Promise<T>): Promise<T> =>
    retryUntilConsistent(read, new Deadline(ports, timeoutSeconds * 1000));
  const judgeRole = async (roleName: string): Promise<readonly Judged[]> => {
    const read = async (): Promise<Judgement | undefined> => {
      // Lists leave out tags.
      const role = (await absentAsUndefined(iam.call('GetRole', { RoleName: roleName })))?.Role;
      return role && judge(role, tagsFromIam(role.Tags), roleName);
    };
    const judgement = await retried(read).catch(unknown);
    return judgement === undefined ? [] : [{ roleName, ...judgement }];
  };
  const all = await retried(() => pages((marker) => iam.call('ListRoles', { PathPrefix: path, ...marker })));
  // Checks the response too: a server that ignores the prefix must not make the run destroy other roles.
  const under = all.flatMap(({ Roles = [] }) => Roles.filter(({ Path = '' }) => Path.startsWith(path)));
  const names = under.map(({ RoleName = '' }) => RoleName);
  const limit = pLimit(ROLES_AT_ONCE);
  const candidates = names.filter((name) => !except.has(name.toLowerCase()));
  return (await limit.map(candidates, judgeRole)).flat();
}

/** Declares that a role and its instance profile do not exist. */
function absence(roleName: string, { owner, repositoryId }: Owner): Declaration {
  return { roleName, instanceProfileName: roleName, owner, repositoryId, adopt: false, role: undefined };
}

/**
 * Declares that a role does not exist, nor its owner's instance profiles that contain it, nor an empty one with its name, which
 * an interrupted destroy leaves. Keeps those in `kept`, and those that contain another role.
 */
async function removalOf(
  iam: Iam,
  roleName: string,
  owner: Owner,
  judged: NonNullable<Declaration['judged']>,
  kept: readonly string[] = [],
): Promise<Declaration> {
  const containing = (await absentAsUndefined(instanceProfilesOf(iam, roleName))) ?? [];
  const candidates = [...new Set([roleName, ...containing])].map((name) => observeInstanceProfile(iam, name));
  const profiles = (await Promise.all(candidates)).filter((each) => each !== undefined);
  const owned = profiles.filter((each) => hasOwner(each, owner));
  const others = owned.filter(({ role }) => role !== undefined && role.name !== roleName);
  const keptProfiles = new Set([...kept, ...others.map(({ name }) => name.toLowerCase())]);
  const deleted = owned.map(({ name }) => name).filter((name) => !keptProfiles.has(name.toLowerCase()));
  const [instanceProfileName = roleName, ...furtherProfiles] = deleted;
  return { ...absence(roleName, owner), instanceProfileName, furtherProfiles, keptProfiles, judged };
}

/**
 * Looks under the path of each declared role for roles that the same manifest has created.
 *
 * @throws CallError if the roles cannot be listed or read
 */
export async function undeclaredRoles(
  declarations: readonly Declaration[],
  timeoutSeconds: number,
  ports: Ports,
): Promise<readonly Judged[]> {
  const declared = new Set(declarations.map(({ roleName }) => roleName.toLowerCase()));
  // A declared profile is about to get the role that takes the place of a removed one.
  const profiles = declarations
    .filter(({ role }) => role?.instanceProfile !== undefined)
    .map(({ instanceProfileName }) => instanceProfileName.toLowerCase());
  const created = declarations.filter(({ role }) => role?.manifest !== undefined);
  const judged: Judged[] = [];
  for (const [path, listed] of Map.groupBy(created, ({ role }) => role?.path ?? '/')) {
    const judge: Judge = async ({ Path, RoleId }, tags, roleName) => {
      const owner = listed.find((each) => hasOwner({ tags }, each));
      // A path under another one is looked at twice.
      if (Path !== path || owner === undefined) return undefined;
      const manifest = tagValue(tags, MANIFEST_TAG);
      if (manifest !== undefined && manifest === owner.role?.manifest) {
        const facts = { id: RoleId, tag: MANIFEST_TAG, value: manifest };
        return { state: 'not listed', removal: await removalOf(ports.iam, roleName, owner, facts, profiles) };
      }
      const reason =
        manifest === undefined ? 'no manifest created it' : `it bears the tag of the manifest ${manifest}`;
      return { state: `role/${roleName} under ${path} is not in the manifest and stays: ${reason}.` };
    };
    judged.push(...(await judgeRoles(path, judge, ports, timeoutSeconds, declared)));
    for (const { error } of judged) if (error !== undefined) throw error;
  }
  return judged.sort((a, b) => (a.roleName < b.roleName ? -1 : 1));
}

interface SweepPorts extends Ports {
  /** Asks GitHub for a pull request by its number. Rejects if GitHub cannot be asked. */
  readonly pullRequest: (number: string) => Promise<PullRequestState>;
  /** Returns the current time, which IAM's dates are compared with. */
  readonly now: () => Date;
}

/**
 * Destroys the roles under a path that have our owner tag and a closed pull request's tag. Keeps every role whose pull request
 * is open, unreadable or missing.
 *
 * @param run with mode `destroy`, or `plan` to report only which roles would be destroyed
 * @throws CallError if the roles cannot be listed
 */
export async function sweep(
  settings: SweepSettings,
  run: RunSettings,
  ports: SweepPorts,
  portsFor: (declaration: Declaration) => ReconcilePorts,
): Promise<readonly Judged[]> {
  const { rolePath, repository } = settings;
  const { 'sweep-after': minimumAgeSeconds, 'timeout-seconds': timeoutSeconds } = run;
  const judge: Judge = async ({ CreateDate, RoleLastUsed, RoleId }, tags, roleName) => {
    const number = tagValue(tags, PULL_REQUEST_TAG);
    if (!hasOwner({ tags }, settings) || number === undefined) return undefined;
    const request = /^[1-9]\d{0,9}$/.test(number) ? number : undefined;
    const unjudged = (state: string): Judgement => ({ request, state, unjudged: true });
    if (request === undefined)
      return unjudged(`its tag ${PULL_REQUEST_TAG} is ${JSON.stringify(number)}, which is no number`);
    if (CreateDate === undefined) return unjudged('IAM returned no creation date');
    const used = lastUse(RoleLastUsed);
    // IAM's clock may be ahead of the runner's.
    const ageOf = (date: Date): number => Math.max(0, ports.now().getTime() - date.getTime()) / 1000;
    const recent = (event: string, age: number): string =>
      `${event} ${Math.floor(age)} s ago, and sweep-after is ${minimumAgeSeconds} s`;
    const age = ageOf(CreateDate);
    if (age < minimumAgeSeconds) return { request, state: recent('created', age) };
    const idle = used === undefined ? Infinity : ageOf(used.date);
    if (idle < minimumAgeSeconds) return { request, state: `${recent('used', idle)}; ${lastUseText(used)}` };
    const response = await ports.pullRequest(number).catch(asError);
    if (response instanceof Error) {
      ports.signal.throwIfAborted();
      const { message } = response;
      const kept = `role/${roleName} is kept, because it is not known whether it is still needed: ${message}`;
      return { ...unjudged(message), error: new Error(kept, { cause: response }) };
    }
    if (response.state === 'open') return { request, state: 'open' };
    if (response.state === 'missing')
      return unjudged(`does not exist in ${repository}, or github-token may not see it`);
    const state = response.closedAt === undefined ? 'closed' : `closed on ${response.closedAt}`;
    const facts = { id: RoleId, tag: PULL_REQUEST_TAG, value: number };
    const removal = await removalOf(ports.iam, roleName, settings, facts);
    if (removal.keptProfiles?.has(removal.instanceProfileName.toLowerCase()) === true)
      return unjudged(
        `${state}, but instance-profile/${roleName} has the same owner and contains another role`,
      );
    const outcome = await reconcile(removal, run, portsFor(removal));
    return { request, state: `${state}; ${lastUseText(used)}`, outcome };
  };
  const judged = await judgeRoles(rolePath, judge, ports, timeoutSeconds);
  // A cancelled sweep must not succeed; the outcome of a role that it was removing has the cancellation.
  if (judged.every(({ outcome }) => outcome === undefined)) await throwIfCancelled(ports.signal);
  return judged.map((each) => {
    const unknown = unknownOutcome(run, absence(each.roleName, settings));
    return each.error ? { ...each, outcome: { ...unknown, failure: { error: each.error } } } : each;
  });
}
