import type { Account } from './account.ts';
import { decodeForm, queryRefusal, queryReply, unknownCall } from './query-protocol.ts';
import type { Service } from './service.ts';

const version = '2011-06-15';
const namespace = `https://sts.amazonaws.com/doc/${version}/`;

/** Returns STS with one call, GetCallerIdentity, which requires no permission. */
export function stsService(account: Account): Service {
  return {
    name: 'sts',
    actions: ['GetCallerIdentity'],
    call(request) {
      const form = decodeForm(request);
      const unknown = unknownCall(form);
      if (form.action !== 'GetCallerIdentity' || form.version !== version) return unknown;
      return {
        ...unknown,
        run: () => ({
          Arn: account.callerArn,
          UserId: 'AIDAEMULATORCALLER000',
          Account: account.settings.accountId,
        }),
      };
    },
    reply: (action, result, requestId) => queryReply(namespace, action, result, requestId),
    refusal: (error, requestId) => queryRefusal(namespace, error, requestId),
  };
}
