import { AwsError } from './errors.ts';
import type { Call, HttpRequest, Reply } from './service.ts';
import { xmlDocument } from './xml.ts';

/** The AWS Query protocol: a form in, XML out. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
interface QueryForm {
  readonly action: string;
  readonly version: string;
  readonly input: Readonly<Record<string, unknown>>;
}

type Tree = Map<string, Tree | string>;

export function decodeForm({ body, query }: HttpRequest): QueryForm {
  const tree: Tree = new Map();
  for (const [name, value] of [...query, ...new URLSearchParams(body)]) insert(tree, name.split('.'), value);
  const { Action, Version, ...input } = flatten(tree) as Record<string, unknown>;
  return { action: text(Action), version: text(Version), input };
}

function insert(tree: Tree, [key = '', ...keys]: readonly string[], value: string): void {
  if (keys.length === 0) {
    tree.set(key, value);
    return;
  }
  const branch = tree.get(key);
  const next: Tree = branch instanceof Map ? branch : new Map<string, Tree | string>();
  tree.set(key, next);
  insert(next, keys, value);
}

/** Converts a tree to a value. `Tags.member.1.Key` is a list; without `member` (EC2's dialect) numbers remain names. */
function flatten(node: Tree | string): unknown {
  if (typeof node === 'string') return node;
  const members = node.get('member');
  if (members instanceof Map) {
    return [...members].sort(([a], [b]) => Number(a) - Number(b)).map(([, member]) => flatten(member));
  }
  return Object.fromEntries([...node].map(([name, child]) => [name, flatten(child)]));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Returns a call that is refused when it runs. */
export function unknownCall({ action, version, input }: QueryForm): Call {
  return {
    action,
    input,
    entity: '*',
    write: false,
    permissions: () => [],
    run(): never {
      throw new AwsError('InvalidAction', `Could not find operation ${action} for version ${version}`);
    },
  };
}

export function queryReply(namespace: string, action: string, result: unknown, RequestId: string): Reply {
  const content = {
    ...(typeof result === 'object' && result !== null ? { [`${action}Result`]: result } : {}),
    ResponseMetadata: { RequestId },
  };
  return xmlReply(200, xmlDocument(`${action}Response`, namespace, content));
}

export function queryRefusal(namespace: string, error: AwsError, RequestId: string): Reply {
  const { code: Code, message: Message, status } = error;
  const Type = status < 500 ? 'Sender' : 'Receiver';
  return xmlReply(
    status,
    xmlDocument('ErrorResponse', namespace, { Error: { Type, Code, Message }, RequestId }),
  );
}

export function xmlReply(status: number, body: string): Reply {
  return { status, contentType: 'text/xml', body };
}
