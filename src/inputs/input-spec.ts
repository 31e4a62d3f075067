/** The shape of a row in the table of inputs. */

/** The syntax of an input's text. */
export type InputKind = 'string' | 'integer' | 'boolean' | 'list' | 'map' | 'document';

/** The groups of inputs that declare a property of one role, also in a manifest. The other inputs apply to the whole step. */
export const ROLE_GROUPS = ['Role', 'Trust', 'Policies', 'Profiles', 'Ownership'] as const;

export interface InputSpec {
  readonly kind: InputKind;
  /** As in `action.yml`; an input left empty is the same as one left out, unless it is a guard. */
  readonly default?: string;
  /**
   * The input limits the run, so an empty value is refused: an expression without a value must not lift the limit. The
   * runner only leaves an input empty if the step sets it so, because a guard has a default.
   */
  readonly guard?: true;
  /** The constraint on the value as JSON Schema (2020-12). Its parts (items, keys, values) have descriptions of their own. */
  readonly schema: JsonSchema;
  /** The schema in words that can follow "it must be". */
  readonly constraint: string;
  /** A message never quotes the value. */
  readonly secret?: true;
  readonly description: string;
  /** The property that the input declares: `role.path`. */
  readonly declares?: string;
  /** The map holds tags, which may also be AWS's list of keys and values. */
  readonly tags?: true;
  /** The properties that the entries of the map declare: `duration-seconds` to `rolesAnywhereProfile.durationSeconds`. */
  readonly declaresEntries?: Readonly<Record<string, string>>;
  /** The subject under which the docs list it. */
  readonly group: (typeof ROLE_GROUPS)[number] | 'Run' | 'Credentials' | 'Safety' | 'Reporting';
  /** The keys of a map that identify the resource; `destroy` reads only these. */
  readonly keyFields?: readonly string[];
}

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | number | boolean)[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | false;
  /** The words that can follow "it must be", for a part of a value. */
  readonly description?: string;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
}
