import type { OidcProvider, View } from './account.ts';
import { AwsError } from './errors.ts';
import { operation } from './operation.ts';
import * as shapes from './iam-shapes.ts';
import { list, required, text } from './shapes.ts';
import { checkNewTags } from './tags.ts';

const OpenIDConnectProviderArn = required(shapes.arn);

/** The OIDC providers of an account, as far as a trust policy needs them. */
export const oidcProviderOperations = {
  CreateOpenIDConnectProvider: operation({
    write: true,
    input: {
      Url: required(text({ min: 1, max: 255 })),
      ClientIDList: list(text({ min: 1, max: 255 }), 100),
      ThumbprintList: list(text({ min: 40, max: 40 }), 5),
      Tags: shapes.tags,
    },
    run({ account, asAws }, input) {
      checkNewTags(input.Tags ?? [], asAws);
      if (!input.Url.startsWith('https://'))
        throw new AwsError('ValidationError', 'Invalid Open ID Connect Provider URL');
      const url = input.Url.slice('https://'.length);
      const arn = account.arn('oidc-provider', '/', url);
      if (account.oidcProviders.has(arn)) {
        throw new AwsError('EntityAlreadyExists', `Provider with url ${input.Url} already exists.`);
      }
      account.oidcProviders.put({
        arn,
        Url: url,
        CreateDate: new Date(),
        ClientIDList: input.ClientIDList ?? [],
        ThumbprintList: input.ThumbprintList ?? [],
        Tags: input.Tags ?? [],
      });
      return { OpenIDConnectProviderArn: arn, Tags: input.Tags };
    },
  }),

  GetOpenIDConnectProvider: operation({
    write: false,
    input: { OpenIDConnectProviderArn },
    run({ view }, input) {
      const { arn: _, Tags, ...provider } = find(view, input.OpenIDConnectProviderArn);
      return { ...provider, Tags: Tags.length > 0 ? Tags : undefined };
    },
  }),

  DeleteOpenIDConnectProvider: operation({
    write: true,
    input: { OpenIDConnectProviderArn },
    run({ account }, input) {
      account.oidcProviders.delete(find(account, input.OpenIDConnectProviderArn));
    },
  }),
};

function find(view: View, arn: string): OidcProvider {
  const provider = view.oidcProviders.find(arn);
  if (provider !== undefined) return provider;
  throw new AwsError('NoSuchEntity', `OpenIDConnect Provider not found for arn ${arn}`);
}
