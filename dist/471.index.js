export const id = 471;
export const ids = [471];
export const modules = {

/***/ 3471:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  apply: () => (/* binding */ apply)
});

// EXTERNAL MODULE: ./build/aws/errors.js
var errors = __webpack_require__(8127);
// EXTERNAL MODULE: ./build/runtime/time.js
var time = __webpack_require__(2006);
// EXTERNAL MODULE: ./build/resources/resource.js
var resources_resource = __webpack_require__(1408);
// EXTERNAL MODULE: ./build/resources/index.js + 1 modules
var resources = __webpack_require__(9023);
// EXTERNAL MODULE: ./build/resources/properties.js
var resources_properties = __webpack_require__(7665);
// EXTERNAL MODULE: ./build/resources/tags.js
var resources_tags = __webpack_require__(4821);
// EXTERNAL MODULE: ./build/aws/calls.js + 30 modules
var calls = __webpack_require__(7414);
// EXTERNAL MODULE: ./build/reconcile/run.js
var reconcile_run = __webpack_require__(8966);
;// CONCATENATED MODULE: ./build/reconcile/rollback.js
/**
 * Rolling back restores the state at the start, only for the properties that this run changed. It begins with the changes that
 * the run knows it sent, not with a read: if a lagging replica returns NoSuchEntity, the rollback would do nothing.
 *
 * A foreign value is one that no state of this run has. While a run applies, foreign values become part of the state to restore.
 * A foreign value found during a rollback ends it: another run's declaration may want what this run would take away.
 */



/** Another run or tool has changed the resource since. Rolling back would destroy its work. */
class ForeignWriteError extends Error {
}
/** Returns the states that this run knows of a kind: the one at the start, and one after each change. */
function stateHistory(start, changes) {
    return changes.reduce((states, change) => [...states, (0,resources_properties/* effect */.QZ)(states.at(-1) ?? start, change)], [start]);
}
/**
 * Lists the properties with a value that this run neither observed nor wrote: another run or tool wrote it. A mere
 * addition does not count: inventories add tags, and services attach policies for their agents.
 */
function foreignValues(history, actual) {
    return resources/* RESOURCES */.eZ.flatMap((kind) => {
        const known = history.map((state) => state[kind.kind]);
        const resource = ownResource(known, actual[kind.kind]);
        if (resource === undefined)
            return [];
        return foreignProperties(known, resource, kind).map((property) => ({ kind, property }));
    });
}
/** Returns the state to go back to: `actual`, with every property that this run wrote as it was at the start. */
function rollbackTarget(start, actual, sent) {
    const history = stateHistory(start, sent);
    return (0,resources/* stateOf */.L4)((kind) => restored(kind, history, actual[kind.kind]));
}
/** Reports whether an observation shows the effect of a change. */
function shows(observed, change) {
    const after = (0,resources_properties/* effectsOnObserved */.KM)(observed, [change]);
    return (0,resources_properties/* differences */.tX)((0,resources_properties/* propertiesOf */.P1)(observed[change.kind]), (0,resources_properties/* propertiesOf */.P1)(after[change.kind])).length === 0;
}
/** Returns the resource that the run knows, if any. With names that are not unique another one may be older. */
function ownResource(history, actual) {
    const known = history.find((each) => each !== undefined);
    if (known === undefined)
        return undefined;
    if (actual?.duplicates === undefined)
        return actual;
    return (0,resources_properties/* withDuplicates */.pd)(actual).find(({ identity, tags }) => known.identity === undefined ? hasSameOwner(tags, known.tags) : identity?.id === known.identity.id);
}
function hasSameOwner(tags, others) {
    return (0,resources_tags/* tagValue */.EZ)(tags, resources_tags/* OWNER_TAG */.FX) === (0,resources_tags/* tagValue */.EZ)(others, resources_tags/* OWNER_TAG */.FX);
}
function restored(kind, states, actual) {
    const history = states.map((state) => state[kind.kind]);
    const [start] = history;
    if (actual === undefined)
        return history.includes(undefined) ? start : undefined;
    const rest = (0,resources_properties/* merged */.Zu)((0,resources_properties/* withDuplicates */.pd)(actual).filter((each) => !isCreation(history, each, kind)));
    if (rest === undefined || start === undefined || ownResource([start], rest) !== rest)
        return rest;
    const foreign = new Set(foreignProperties(history, rest, kind));
    const before = (0,resources_properties/* propertiesOf */.P1)(start);
    const changed = history.flatMap((each) => (0,resources_properties/* differences */.tX)(before, (0,resources_properties/* propertiesOf */.P1)(each)));
    return (0,resources_properties/* restore */.PF)(rest, start, new Set(changed.filter((key) => !foreign.has(key))));
}
/** Reports whether this run created the resource, and no other writer has changed it since. */
function isCreation(history, resource, kind) {
    const [start] = history;
    const created = history.find((each) => each !== undefined && each.identity === undefined);
    if (created === undefined)
        return false;
    // Another tool may have created one of this name while a response was lost.
    if (!hasSameOwner(resource.tags, created.tags))
        return false;
    if (resource.duplicates === undefined)
        return start === undefined && foreignProperties(history, resource, kind).length === 0;
    return !(0,resources_properties/* withDuplicates */.pd)(start).some(({ identity }) => identity?.id === resource.identity?.id);
}
/** Returns the known properties whose actual value is none of the known ones. */
function foreignProperties(history, actual, kind) {
    const known = history.map(resources_properties/* propertiesOf */.P1);
    const now = (0,resources_properties/* propertiesOf */.P1)(actual);
    const undecided = new Set(kind.undecided?.(actual));
    // A new entry is an addition. A new value of a field replaces its absence, which was a value.
    const fields = [...now.keys()].filter((key) => !key.includes('/'));
    const keys = new Set([...known.flatMap((properties) => [...properties.keys()]), ...fields]);
    return [...keys].filter((key) => !undecided.has((0,resources_properties/* splitProperty */.mt)(key)[0]) && !known.some((each) => each.get(key) === now.get(key)));
}
/** Returns the state as a rollback can restore it. */
function restorable(start) {
    return (0,resources/* stateOf */.L4)((kind) => {
        const resource = start[kind.kind];
        return resource && (kind.restorable?.(resource) ?? resource);
    });
}
/** Fills resources that a lagging replica doesn't show with their state at the start. */
function fillMissing(seen, start) {
    return (0,resources/* stateOf */.L4)(({ kind }) => seen[kind] ?? start[kind]);
}

// EXTERNAL MODULE: ./build/aws/arn.js
var arn = __webpack_require__(3385);
;// CONCATENATED MODULE: ./build/reconcile/send.js
/** Sends a plan: the calls on one kind of resource one after another, different kinds in parallel. */






function changesOf(sent) {
    return sent.map(({ change }) => change);
}
/**
 * Sends the plan.
 *
 * @param identify replaces the placeholders in the plan
 * @param onSent receives each change that took effect or may have, before the next call is sent
 * @param rollingBack whether the other kinds continue after a permanent failure, and the changes that give no access
 * @returns the error that ends the run, and the conflicts: errors that only another observation can explain, after each of which
 * the rest of its kind's calls was not sent
 */
async function send(iam, plan, identify, onSent, rollingBack = false) {
    const conflicts = [];
    let failure;
    const outcomes = new Map();
    /** Kinds whose tags could not be restored, though policies may read them. */
    const mistagged = new Set();
    const sendChange = async (change, previous) => {
        // A change may wait for a later one of the plan, and only now does `outcomes` have them all.
        const previousDone = (await previous) && !(change.broadens && mistagged.has(change.kind));
        const ready = await Promise.all(prerequisitesOf(change, plan).map(async (other) => outcomes.get(other)));
        const mayStart = previousDone || (rollingBack && isInert(change) && !change.broadens);
        if (!mayStart || !ready.every((done) => done === true) || (failure !== undefined && !rollingBack))
            return false;
        try {
            const response = await iam.call(change.api, resolved(change, identify));
            onSent({ change, effect: 'yes', identity: identityOf(response) });
            return true;
        }
        catch (thrown) {
            const error = (0,errors/* asError */.zR)(thrown);
            if (error instanceof errors/* CallError */.RA && tookEffectEarlier(error)) {
                onSent({ change, effect: 'yes' });
                if (error.verdict === 'absent')
                    return true;
                // Two owners may both believe so. The owner tag decides before anything is attached.
                conflicts.push(error);
                return false;
            }
            if ((error instanceof time/* Cancelled */.cJ || error instanceof errors/* CallError */.RA) && error.mayHaveTakenEffect) {
                onSent({ change, effect: 'maybe' });
            }
            if (error instanceof errors/* CallError */.RA && error.verdict !== 'permanent')
                conflicts.push(error);
            else
                failure ??= error;
            return false;
        }
    };
    const lanes = new Map();
    const begin = Promise.withResolvers();
    for (const change of plan.changes) {
        const previous = lanes.get(change.kind) ?? begin.promise;
        const outcome = sendChange(change, previous);
        outcomes.set(change, outcome);
        // A denied untag must not keep a rollback from taking access back.
        const passed = outcome.then((done) => {
            if (!done && change.broadens)
                mistagged.add(change.kind);
            return previous;
        });
        lanes.set(change.kind, rollingBack && isInert(change) ? passed : outcome);
    }
    begin.resolve(true);
    await Promise.all(outcomes.values());
    return { conflicts, failure };
}
/** Reports whether a change only sets properties that give no access by themselves: tags, a description. */
function isInert({ kind, creates, deletes, sets = {} }) {
    const specs = resources/* RESOURCES */.eZ.find((each) => each.kind === kind)?.properties;
    const inert = Object.keys(sets).every((property) => specs?.[(0,resources_properties/* splitProperty */.mt)(property)[0]]?.inert);
    return inert && creates === undefined && deletes === undefined;
}
/** Lists the changes of other kinds that must take effect before. */
function prerequisitesOf(change, { changes }) {
    const waits = ({ kind, after }, other) => kind !== other.kind && after?.includes(other.api) === true;
    const at = changes.indexOf(change);
    return changes.filter((other, index) => waits(change, other) && (index < at || !waits(other, change)));
}
/** Looks identities up in the responses of this run, then in its observation. */
function identities(sent, observed) {
    return (label, name) => {
        const created = sent.findLast(({ change, identity }) => identity !== undefined && change.resource === `${label}/${name}`);
        if (created !== undefined)
            return created.identity;
        const resource = Object.entries(observed()).find(([kind]) => (0,calls/* labelOf */.Wy)(kind) === label)?.[1];
        return resource?.name === name ? resource.identity : undefined;
    };
}
/** @throws CallError `ResourceNotFoundException` if the resource is not visible yet */
function resolved({ api, input }, identify) {
    // Only the plans of REST calls have placeholders; elsewhere the text is the user's.
    if ('command' in calls/* CALLS */.q$[api])
        return input;
    return (0,arn/* withoutPlaceholders */.Zm)(input, ({ label, part, name }) => {
        const value = identify(label, name)?.[part];
        if (value !== undefined)
            return value;
        const detail = `${label}/${name} is not visible yet`;
        throw new errors/* CallError */.RA({ code: 'ResourceNotFoundException', detail, call: api, input, status: 404 });
    });
}
/**
 * Reports whether our own call did it: its response was lost, and the SDK's next attempt found the work done. If no earlier
 * attempt can have taken effect, another run did it.
 */
function tookEffectEarlier(error) {
    if (!error.mayHaveTakenEffect)
        return false;
    const { does } = calls/* CALLS */.q$[error.call];
    return does === 'create'
        ? error.code === 'EntityAlreadyExists'
        : error.verdict === 'absent' && does !== 'set';
}
function identityOf(response) {
    const { Role: role, InstanceProfile: instanceProfile, profile } = response;
    const arn = role?.Arn ?? instanceProfile?.Arn ?? profile?.profileArn;
    const id = role?.RoleId ?? instanceProfile?.InstanceProfileId ?? profile?.profileId;
    if (arn === undefined || id === undefined)
        return undefined;
    return { arn, id, created: role?.CreateDate ?? instanceProfile?.CreateDate };
}

;// CONCATENATED MODULE: ./build/reconcile/converge.js
/**
 * The loop: observe → plan → nothing left? done : send → observe …, until the deadline. Conflicts, lost responses, concurrent
 * runs and lagging replicas all end in observing and planning again. `send.ts` decides whether a call may have taken effect.
 *
 * An acknowledged write outranks a read that doesn't show it yet, because the read may come from a lagging replica. Only
 * if it remains invisible for long has another run or tool overwritten it.
 */






/** An acknowledged write outranks reads that don't show it for this time; up to twice that, at random. */
const LAG_MS = 10_000;
/**
 * Sends the plan, and the changes that later observations show to remain, until none remains.
 *
 * @param first the plan to begin with
 * @returns the last observation
 * @throws the error that ended it: a CallError that retrying cannot resolve, NotConverged, Cancelled
 */
async function converge(first, goal) {
    const { ports, deadline } = goal;
    const acknowledged = new AcknowledgedWrites(goal);
    for (const sent of goal.sent)
        acknowledged.add(sent);
    let missing = first;
    const expired = () => {
        const keys = new Set(missing.changes.map(resources_resource/* changeKey */.Cy));
        const sent = goal.sent.some(({ change, effect }) => effect === 'yes' && keys.has((0,resources_resource/* changeKey */.Cy)(change)));
        const suspect = acknowledged.foreignWriter ? 'other-writer' : sent ? 'not-visible' : undefined;
        const message = 'IAM did not reach the declared state';
        return { message, remaining: missing.changes, suspect };
    };
    const observeOnce = async () => {
        const actual = await goal.observe();
        const planned = await goal.planFor(actual, actual);
        acknowledged.update(actual);
        const unacknowledged = await goal.planFor(acknowledged.applyTo(actual), actual);
        // An observation that shows the goal may still be older than a call on the way to it.
        const remaining = planned.changes.length > 0 ? planned : unacknowledged;
        return { actual, remaining, unacknowledged };
    };
    const observe = () => (0,reconcile_run/* retryUntilConsistent */.VH)(observeOnce, deadline, expired);
    const onSent = (sent) => {
        acknowledged.add(sent);
        goal.sent.push(sent);
        goal.onSent?.(sent);
    };
    const sendAndObserve = async (plan) => {
        const { conflicts, failure } = await send(ports.iam, plan, goal.identify, onSent, goal.rollingBack);
        for (const conflict of conflicts) {
            deadline.lastError = conflict;
            const change = plan.changes.find(({ input }) => input === conflict.input);
            // For a whole resource the same answer may only mean that it is not visible yet.
            const isRemoved = conflict.verdict === 'absent' && calls/* CALLS */.q$[conflict.call].does === 'unset';
            if (change !== undefined && isRemoved)
                acknowledged.assume(change);
            ports.debug(`observe again: ${conflict.message}`);
        }
        if (failure !== undefined)
            throw failure;
        return observe();
    };
    // The first observation is immediate and may be stale. A second one, after a wait, decides what to send again.
    let seen = await sendAndObserve(first);
    while (seen.remaining.changes.length > 0) {
        missing = seen.remaining;
        await deadline.wait(expired);
        seen = await observe();
        const plan = goal.allowResend?.(seen.unacknowledged) ?? seen.unacknowledged;
        if (plan.changes.length > 0)
            seen = await sendAndObserve(plan);
    }
    return seen.actual;
}
/** IAM returns a value in another form than this run sent it, each time. */
class AlteredValueError extends Error {
    name = 'AlteredValueError';
    /** The value as a change that this run knows, so that a rollback does not take it for another writer's. */
    alteration;
    constructor(message, alteration) {
        super(message);
        this.alteration = alteration;
    }
}
/** The writes that IAM has acknowledged and reads may not show yet. */
class AcknowledgedWrites {
    #goal;
    #facts = [];
    /** Whether the last observation had a value that this run neither found nor wrote. */
    foreignWriter = false;
    /** Values that came back in another form, and how often this run had sent them by then. */
    #altered = new Map();
    constructor(goal) {
        this.#goal = goal;
    }
    add({ change, effect }) {
        // Names may not be unique, so a creation that may have taken effect must have time to become visible.
        const isRepeatable = change.creates?.duplicates === undefined;
        if (effect === 'yes' || !isRepeatable)
            this.assume(change);
    }
    /** Records that a change has taken effect. */
    assume(change) {
        const { ports, deadline } = this.#goal;
        // At random, so that of two runs that overwrite each other one is alone at the end.
        const lifetime = Math.min(LAG_MS, deadline.milliseconds / 6) * (1 + ports.clock.random());
        this.#facts.push({ change, until: ports.clock.now() + lifetime });
    }
    /** Forgets the writes that an observation disproves: all if it has a foreign value, else the old ones. @throws AlteredValueError */
    update(seen) {
        const { start, sent, ports } = this.#goal;
        const history = stateHistory(start, changesOf(sent));
        const foreign = foreignValues(history, seen);
        for (const { kind, property } of foreign)
            this.#checkForm(kind, property, history.at(-1) ?? start, seen);
        this.foreignWriter = foreign.length > 0;
        const now = ports.clock.now();
        this.#facts = this.foreignWriter ? [] : this.#facts.filter(({ until }) => now < until);
    }
    /** Applies the acknowledged changes to a possibly stale observation. */
    applyTo(seen) {
        return (0,resources_properties/* effectsOnObserved */.KM)(seen, changesOf(this.#facts));
    }
    /** @throws AlteredValueError if this run sent the value twice, and each time reads the same other form of it */
    #checkForm({ kind, properties }, property, expected, seen) {
        const [sent, read] = [expected, seen].map((state) => (0,resources_properties/* valueOf */.RP)(state[kind], property));
        const sentChanges = changesOf(this.#goal.sent);
        const writers = sentChanges.filter((change) => change.kind === kind && doesWrite(change, property));
        const last = writers.at(-1);
        if (last === undefined || !(0,resources_properties/* isOtherForm */.lp)(sent, read))
            return;
        const key = `${kind}/${property}`;
        const earlier = this.#altered.get(key);
        const form = (0,resources_properties/* scalarText */.ws)(read);
        if (earlier?.read !== form)
            this.#altered.set(key, { read: form, writes: writers.length });
        else if (writers.length > earlier.writes) {
            const message = `${(0,calls/* labelOf */.Wy)(kind)}/${seen[kind]?.name ?? ''} cannot reach the declared state: ` +
                `IAM returned its ${(0,resources_properties/* nounOf */.a2)(properties, property)} as ${JSON.stringify(form)}, twice, and not as sent, ${JSON.stringify((0,resources_properties/* scalarText */.ws)(sent))}. ` +
                'Declare it as IAM returns it.';
            const { creates: _, ...change } = last;
            throw new AlteredValueError(message, { ...change, sets: { [property]: read } });
        }
    }
}
function doesWrite({ creates, sets }, property) {
    return (0,resources_properties/* valueOf */.RP)(creates, property) !== undefined || Object.hasOwn(sets ?? {}, property);
}

// EXTERNAL MODULE: ./build/reconcile/policies.js
var policies = __webpack_require__(2797);
;// CONCATENATED MODULE: ./build/reconcile/apply.js
/** Applies a plan by the loop, and settles the changes if it fails permanently. */











/** Sends the plan until IAM shows the declared state. Never throws: rolls back, or reports what it left. */
async function apply(request) {
    const { declaration, run, ports } = request;
    const sent = [];
    const deadline = new reconcile_run/* Deadline */.B2(ports, run['timeout-seconds'] * 1000);
    let observed = request.start;
    /** The state at the start, with the changes that other writers made since. */
    let restoreTo = request.start;
    let unreviewed = [];
    const identify = identities(sent, () => observed);
    try {
        const finalState = await converge(request.plan, {
            observe: async () => {
                observed = withoutSuccessors(await (0,resources/* observe */.lB)(ports.iam, declaration), request);
                restoreTo = absorbForeignChanges(restoreTo, observed, sent, request);
                assertMayChange(observed, sent, request);
                return observed;
            },
            planFor: request.planFor,
            allowResend: (later) => {
                if (ports.checkReviewed === undefined)
                    return later;
                const { reviewed, further } = (0,reconcile_run/* splitByReview */.uT)(request.plan, later);
                unreviewed = further;
                return reviewed;
            },
            identify,
            ports,
            deadline,
            onSent: ports.onSent,
            start: request.start,
            sent,
        });
        await (0,time/* throwIfCancelled */.dZ)(ports.signal);
        return { finalState, sent, failure: undefined, millisecondsLeft: deadline.millisecondsLeft };
    }
    catch (thrown) {
        const error = (0,errors/* asError */.zR)(thrown);
        const failed = { sent, millisecondsLeft: 0 };
        if (sent.length === 0)
            return { ...failed, finalState: observed, failure: { error } };
        const isUnreviewed = error instanceof reconcile_run/* NotConverged */.dG && unreviewed.length > 0;
        const why = 'IAM changed while the plan was being applied. These changes were not reviewed:';
        const reported = isUnreviewed ? new reconcile_run/* PlanChanged */.Cj(why, unreviewed, { cause: error }) : error;
        let known = sent;
        if (error instanceof AlteredValueError) {
            known = [...sent, { change: error.alteration, effect: 'yes' }];
            restoreTo = absorbForeignChanges(request.start, observed, known, request);
        }
        const done = changesOf(known.filter(({ effect }) => effect === 'yes'));
        const kept = { finalState: (0,resources_properties/* effectsOnObserved */.KM)(observed, done), sent: known, remaining: [] };
        const settle = () => {
            if (error instanceof time/* Cancelled */.cJ)
                return { ...kept, kind: 'cancelled', remaining: unsent(request, sent) };
            if (declaration.role === undefined)
                return { ...kept, kind: 'destroying' };
            if (!run['rollback-on-failure'])
                return { ...kept, kind: 'kept' };
            return rollBack(request, restorable(restoreTo), known);
        };
        const { finalState, ...aftermath } = await settle();
        const failure = { error: reported, aftermath };
        return { ...failed, finalState: withIdentities(finalState, identify), failure };
    }
}
/** Lists the changes of the plan that this run did not send. */
function unsent({ plan: first }, sent) {
    const done = new Set(changesOf(sent).map(resources_resource/* changeKey */.Cy));
    return first.changes.filter((change) => !done.has((0,resources_resource/* changeKey */.Cy)(change)));
}
/**
 * Leaves out, while a run destroys, what another run created under the same name since, which is no part of the plan. The role
 * in a profile decides about it: a new profile with the role to delete would be empty without that.
 */
function withoutSuccessors(actual, { declaration, start }) {
    if (declaration.role !== undefined)
        return actual;
    const roles = [start.role?.identity?.id, start.instanceProfile?.role?.id];
    return (0,resources/* stateOf */.L4)(({ kind }) => {
        const ids = new Set((0,resources_properties/* withDuplicates */.pd)(start[kind]).map(({ identity }) => identity?.id));
        const isPlanned = ({ identity, role }) => role?.name === declaration.roleName ? roles.includes(role.id) : ids.size === 0 || ids.has(identity?.id);
        return (0,resources_properties/* merged */.Zu)((0,resources_properties/* withDuplicates */.pd)(actual[kind]).filter(isPlanned));
    });
}
/** Leaves out, while a run rolls back, what another run created under the name after this one had deleted its own. */
function withoutLater(actual, sent, back) {
    return (0,resources/* stateOf */.L4)(({ kind }) => {
        const resource = actual[kind];
        const isOfKind = ({ change }) => change.kind === kind;
        const created = sent.filter(isOfKind).findLast(({ change, identity }) => change.creates && identity);
        const isDeleted = back.filter(isOfKind).some(({ change, effect }) => change.deletes && effect === 'yes');
        const isLater = isDeleted && created !== undefined && created.identity?.id !== resource?.identity?.id;
        // With names that are not unique another one may be older.
        return isLater && resource?.duplicates === undefined ? undefined : resource;
    });
}
/** @throws Refusal if another owner's run created a resource meanwhile, InconsistentReadError if that may still settle */
function assertMayChange(actual, sent, { declaration }) {
    const created = new Set(sent.filter(({ change }) => change.creates).map(({ change }) => change.kind));
    const reasons = (0,resources/* refusals */.Ke)(declaration, actual, created);
    if (reasons.length === 0)
        return;
    // Two owners may race: one creates the role, the other its profile. The role's owner wins; the other run deletes its
    // profile, and the winner waits for that.
    const isOwn = actual.role !== undefined && (0,resources_tags/* hasOwner */.uD)(actual.role, declaration);
    const won = isOwn && sent.some(({ change, effect }) => change.kind === 'role' && change.creates && effect === 'yes');
    throw won ? new resources_resource/* InconsistentReadError */.gh(reasons.join('\n')) : new resources/* Refusal */.P_(reasons);
}
/**
 * Updates the state to restore by what other writers created or wrote meanwhile: a rollback must keep that, or bring it
 * back. It deletes a resource that this run created, even if other writers changed it since.
 */
function absorbForeignChanges(restoreTo, actual, sent, { declaration }) {
    const withoutSent = rollbackTarget(restoreTo, actual, changesOf(sent));
    return (0,resources/* stateOf */.L4)(({ kind }) => {
        const created = sent.some(({ change }) => change.kind === kind && change.creates);
        // A creation may not have taken effect. A resource with another owner tag is foreign.
        const isForeign = (each) => !created || !(0,resources_tags/* hasOwner */.uD)(each, declaration);
        const foreign = (0,resources_properties/* merged */.Zu)((0,resources_properties/* withDuplicates */.pd)(actual[kind]).filter(isForeign));
        if (restoreTo[kind] === undefined)
            return foreign && (withoutSent[kind] ?? foreign);
        return actual[kind] === undefined ? restoreTo[kind] : withoutSent[kind];
    });
}
/** Adds the identities that the run knows: they are outputs even if no later read has shown them. */
function withIdentities(state, identify) {
    return (0,resources/* stateOf */.L4)(({ kind }) => {
        const resource = state[kind];
        return resource && { ...resource, identity: resource.identity ?? identify((0,resources_resource/* labelOf */.Wy)(kind), resource.name) };
    });
}
/** A rollback has 60 s of its own: to read the current state, and to restore the first one. */
const READ_MS = 15_000;
const ROLLBACK_MS = 45_000;
/**
 * Plans back to the start and sends that plan by the same loop.
 *
 * @param sent the changes of this run, the only ones to roll back
 */
async function rollBack(request, start, sent) {
    const { declaration, ports } = request;
    const { iam } = ports;
    const all = [...sent];
    const changes = changesOf(sent);
    const history = stateHistory(start, changes);
    // The state to restore has a role or profile that this run created only if another owner has adopted it.
    const isAdopted = sent.some(({ change, identity }) => change.creates && identity && start[change.kind]?.identity?.id === identity.id);
    let observed = start;
    const planFor = async (state, seen) => {
        const goal = rollbackTarget(start, seen, changes);
        return (0,resources/* plan */.et)(goal, state, await (0,policies/* limitsFor */.I9)(iam, goal, state));
    };
    const read = async () => {
        const seen = await (0,resources/* observe */.lB)(iam, declaration);
        observed = withoutLater(seen, sent, all.slice(sent.length));
        const { role, instanceProfile } = observed;
        // A later profile that contains the role of this run makes it that of another run, too.
        const isUsed = role && !instanceProfile && seen.instanceProfile?.role?.id === role.identity?.id;
        if (isAdopted || isUsed || foreignValues(history, observed).length > 0)
            throw new ForeignWriteError();
        return observed;
    };
    try {
        const deadline = new reconcile_run/* Deadline */.B2(ports, READ_MS);
        const readFirst = async () => {
            const seen = await read();
            // Another run of the same declaration may have made the changes that this one did not send, and succeeded.
            if (unsent(request, sent).length > 0 && (await request.planFor(seen)).changes.length === 0)
                throw new ForeignWriteError();
            return seen;
        };
        const seen = await (0,reconcile_run/* retryUntilConsistent */.VH)(readFirst, deadline).catch((error) => {
            if (error instanceof ForeignWriteError)
                throw error;
            return undefined;
        });
        // The run can restore what it wrote even if it cannot read, but a resource may be another run's unless a response shows that
        // this run created it.
        const certain = sent.filter(({ change, identity }) => !change.creates || identity !== undefined);
        const filled = fillMissing(seen ?? resources_resource/* ABSENT */.sj, start);
        const known = (0,resources_properties/* effectsOnObserved */.KM)(filled, seen === undefined ? changesOf(certain) : changes);
        const back = await (0,reconcile_run/* retryUntilConsistent */.VH)(() => planFor(known, filled), deadline);
        const finalState = await converge(back, {
            observe: read,
            planFor,
            identify: identities(all, () => observed),
            rollingBack: true,
            ports,
            deadline: new reconcile_run/* Deadline */.B2(ports, ROLLBACK_MS),
            start,
            sent: all,
        });
        return { finalState, kind: 'rolled-back', sent, remaining: [] };
    }
    catch (thrown) {
        if (thrown instanceof ForeignWriteError)
            return { finalState: observed, kind: 'foreign-write', sent, remaining: [] };
        const error = (0,errors/* asError */.zR)(thrown);
        // A change without a response counts as made, but its rollback only if a read shows it.
        const back = all
            .slice(sent.length)
            .filter((each) => each.effect === 'yes' || shows(observed, each.change));
        const finalState = (0,resources_properties/* effectsOnObserved */.KM)(observed, changesOf([...sent, ...back]));
        const remaining = (0,resources/* plan */.et)(rollbackTarget(start, finalState, changes), finalState).changes;
        return { finalState, kind: 'incomplete', sent, remaining, rollbackError: error };
    }
}


/***/ })

};
