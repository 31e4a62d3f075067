import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 8097:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ commonParams),
/* harmony export */   v: () => (/* binding */ resolveClientEndpointParameters)
/* harmony export */ });
const resolveClientEndpointParameters = (options) => {
    return Object.assign(options, {
        useDualstackEndpoint: options.useDualstackEndpoint ?? false,
        useFipsEndpoint: options.useFipsEndpoint ?? false,
        defaultSigningName: "iam",
    });
};
const commonParams = {
    UseFIPS: { type: "builtInParams", name: "useFipsEndpoint" },
    Endpoint: { type: "builtInParams", name: "endpoint" },
    Region: { type: "builtInParams", name: "region" },
    UseDualStack: { type: "builtInParams", name: "useDualstackEndpoint" },
};


/***/ }),

/***/ 135:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  PNT: () => (/* binding */ AddRoleToInstanceProfile$),
  Yyr: () => (/* binding */ AttachRolePolicy$),
  Plh: () => (/* binding */ CreateInstanceProfile$),
  DyK: () => (/* binding */ CreateRole$),
  wgw: () => (/* binding */ DeleteInstanceProfile$),
  oGV: () => (/* binding */ DeleteRole$),
  agl: () => (/* binding */ DeleteRolePermissionsBoundary$),
  Wmz: () => (/* binding */ DeleteRolePolicy$),
  mEz: () => (/* binding */ DetachRolePolicy$),
  C9B: () => (/* binding */ GetAccountSummary$),
  nqs: () => (/* binding */ GetInstanceProfile$),
  N5c: () => (/* binding */ GetOpenIDConnectProvider$),
  BFj: () => (/* binding */ GetPolicy$),
  tYe: () => (/* binding */ GetPolicyVersion$),
  pW4: () => (/* binding */ GetRole$),
  bee: () => (/* binding */ GetRolePolicy$),
  JWy: () => (/* binding */ ListAttachedRolePolicies$),
  Fuf: () => (/* binding */ ListInstanceProfilesForRole$),
  rBP: () => (/* binding */ ListRolePolicies$),
  WLh: () => (/* binding */ ListRoles$),
  O0N: () => (/* binding */ PutRolePermissionsBoundary$),
  kJv: () => (/* binding */ PutRolePolicy$),
  b5x: () => (/* binding */ RemoveRoleFromInstanceProfile$),
  r0u: () => (/* binding */ TagInstanceProfile$),
  jR$: () => (/* binding */ TagRole$),
  wIC: () => (/* binding */ UntagInstanceProfile$),
  Cpq: () => (/* binding */ UntagRole$),
  yc_: () => (/* binding */ UpdateAssumeRolePolicy$),
  MJT: () => (/* binding */ UpdateRole$),
  q1U: () => (/* binding */ errorTypeRegistries)
});

// UNUSED EXPORTS: AcceptDelegationRequest$, AcceptDelegationRequestRequest$, AccessDetail$, AccessKey$, AccessKeyLastUsed$, AccessKeyMetadata$, AccountNotManagementOrDelegatedAdministratorException$, AcquireRole$, AcquireRoleRequest$, AcquireRoleResponse$, AddClientIDToOpenIDConnectProvider$, AddClientIDToOpenIDConnectProviderRequest$, AddRoleToInstanceProfileRequest$, AddUserToGroup$, AddUserToGroupRequest$, AssociateDelegationRequest$, AssociateDelegationRequestRequest$, AttachGroupPolicy$, AttachGroupPolicyRequest$, AttachRolePolicyRequest$, AttachUserPolicy$, AttachUserPolicyRequest$, AttachedPermissionsBoundary$, AttachedPolicy$, CallerIsNotManagementAccountException$, ChangePassword$, ChangePasswordRequest$, ConcurrentModificationException$, ContextEntry$, CreateAccessKey$, CreateAccessKeyRequest$, CreateAccessKeyResponse$, CreateAccountAlias$, CreateAccountAliasRequest$, CreateDelegationRequest$, CreateDelegationRequestRequest$, CreateDelegationRequestResponse$, CreateGroup$, CreateGroupRequest$, CreateGroupResponse$, CreateInstanceProfileRequest$, CreateInstanceProfileResponse$, CreateLoginProfile$, CreateLoginProfileRequest$, CreateLoginProfileResponse$, CreateOpenIDConnectProvider$, CreateOpenIDConnectProviderRequest$, CreateOpenIDConnectProviderResponse$, CreatePolicy$, CreatePolicyRequest$, CreatePolicyResponse$, CreatePolicyVersion$, CreatePolicyVersionRequest$, CreatePolicyVersionResponse$, CreateRoleRequest$, CreateRoleResponse$, CreateSAMLProvider$, CreateSAMLProviderRequest$, CreateSAMLProviderResponse$, CreateServiceLinkedRole$, CreateServiceLinkedRoleRequest$, CreateServiceLinkedRoleResponse$, CreateServiceSpecificCredential$, CreateServiceSpecificCredentialRequest$, CreateServiceSpecificCredentialResponse$, CreateUser$, CreateUserRequest$, CreateUserResponse$, CreateVirtualMFADevice$, CreateVirtualMFADeviceRequest$, CreateVirtualMFADeviceResponse$, CredentialReportExpiredException$, CredentialReportNotPresentException$, CredentialReportNotReadyException$, DeactivateMFADevice$, DeactivateMFADeviceRequest$, DelegationPermission$, DelegationRequest$, DeleteAccessKey$, DeleteAccessKeyRequest$, DeleteAccountAlias$, DeleteAccountAliasRequest$, DeleteAccountPasswordPolicy$, DeleteConflictException$, DeleteGroup$, DeleteGroupPolicy$, DeleteGroupPolicyRequest$, DeleteGroupRequest$, DeleteInstanceProfileRequest$, DeleteLoginProfile$, DeleteLoginProfileRequest$, DeleteOpenIDConnectProvider$, DeleteOpenIDConnectProviderRequest$, DeletePolicy$, DeletePolicyRequest$, DeletePolicyVersion$, DeletePolicyVersionRequest$, DeleteRolePermissionsBoundaryRequest$, DeleteRolePolicyRequest$, DeleteRoleRequest$, DeleteSAMLProvider$, DeleteSAMLProviderRequest$, DeleteSSHPublicKey$, DeleteSSHPublicKeyRequest$, DeleteServerCertificate$, DeleteServerCertificateRequest$, DeleteServiceLinkedRole$, DeleteServiceLinkedRoleRequest$, DeleteServiceLinkedRoleResponse$, DeleteServiceSpecificCredential$, DeleteServiceSpecificCredentialRequest$, DeleteSigningCertificate$, DeleteSigningCertificateRequest$, DeleteUser$, DeleteUserPermissionsBoundary$, DeleteUserPermissionsBoundaryRequest$, DeleteUserPolicy$, DeleteUserPolicyRequest$, DeleteUserRequest$, DeleteVirtualMFADevice$, DeleteVirtualMFADeviceRequest$, DeletionTaskFailureReasonType$, DetachGroupPolicy$, DetachGroupPolicyRequest$, DetachRolePolicyRequest$, DetachUserPolicy$, DetachUserPolicyRequest$, DisableOrganizationsRootCredentialsManagement$, DisableOrganizationsRootCredentialsManagementRequest$, DisableOrganizationsRootCredentialsManagementResponse$, DisableOrganizationsRootSessions$, DisableOrganizationsRootSessionsRequest$, DisableOrganizationsRootSessionsResponse$, DisableOutboundWebIdentityFederation$, DuplicateCertificateException$, DuplicateSSHPublicKeyException$, EnableMFADevice$, EnableMFADeviceRequest$, EnableOrganizationsRootCredentialsManagement$, EnableOrganizationsRootCredentialsManagementRequest$, EnableOrganizationsRootCredentialsManagementResponse$, EnableOrganizationsRootSessions$, EnableOrganizationsRootSessionsRequest$, EnableOrganizationsRootSessionsResponse$, EnableOutboundWebIdentityFederation$, EnableOutboundWebIdentityFederationResponse$, EntityAlreadyExistsException$, EntityDetails$, EntityInfo$, EntityTemporarilyUnmodifiableException$, ErrorDetails$, EvaluationResult$, FeatureDisabledException$, FeatureEnabledException$, GenerateCredentialReport$, GenerateCredentialReportResponse$, GenerateOrganizationsAccessReport$, GenerateOrganizationsAccessReportRequest$, GenerateOrganizationsAccessReportResponse$, GenerateServiceLastAccessedDetails$, GenerateServiceLastAccessedDetailsRequest$, GenerateServiceLastAccessedDetailsResponse$, GetAccessKeyLastUsed$, GetAccessKeyLastUsedRequest$, GetAccessKeyLastUsedResponse$, GetAccountAuthorizationDetails$, GetAccountAuthorizationDetailsRequest$, GetAccountAuthorizationDetailsResponse$, GetAccountPasswordPolicy$, GetAccountPasswordPolicyResponse$, GetAccountProperties$, GetAccountPropertiesRequest$, GetAccountPropertiesResponse$, GetAccountSummaryResponse$, GetContextKeysForCustomPolicy$, GetContextKeysForCustomPolicyRequest$, GetContextKeysForPolicyResponse$, GetContextKeysForPrincipalPolicy$, GetContextKeysForPrincipalPolicyRequest$, GetCredentialReport$, GetCredentialReportResponse$, GetDelegationRequest$, GetDelegationRequestRequest$, GetDelegationRequestResponse$, GetGroup$, GetGroupPolicy$, GetGroupPolicyRequest$, GetGroupPolicyResponse$, GetGroupRequest$, GetGroupResponse$, GetHumanReadableSummary$, GetHumanReadableSummaryRequest$, GetHumanReadableSummaryResponse$, GetInstanceProfileRequest$, GetInstanceProfileResponse$, GetLoginProfile$, GetLoginProfileRequest$, GetLoginProfileResponse$, GetMFADevice$, GetMFADeviceRequest$, GetMFADeviceResponse$, GetOpenIDConnectProviderRequest$, GetOpenIDConnectProviderResponse$, GetOrganizationsAccessReport$, GetOrganizationsAccessReportRequest$, GetOrganizationsAccessReportResponse$, GetOutboundWebIdentityFederationInfo$, GetOutboundWebIdentityFederationInfoResponse$, GetPolicyRequest$, GetPolicyResponse$, GetPolicyVersionRequest$, GetPolicyVersionResponse$, GetRolePolicyRequest$, GetRolePolicyResponse$, GetRoleRequest$, GetRoleResponse$, GetRoleTemplateVersion$, GetRoleTemplateVersionRequest$, GetRoleTemplateVersionResponse$, GetSAMLProvider$, GetSAMLProviderRequest$, GetSAMLProviderResponse$, GetSSHPublicKey$, GetSSHPublicKeyRequest$, GetSSHPublicKeyResponse$, GetServerCertificate$, GetServerCertificateRequest$, GetServerCertificateResponse$, GetServiceLastAccessedDetails$, GetServiceLastAccessedDetailsRequest$, GetServiceLastAccessedDetailsResponse$, GetServiceLastAccessedDetailsWithEntities$, GetServiceLastAccessedDetailsWithEntitiesRequest$, GetServiceLastAccessedDetailsWithEntitiesResponse$, GetServiceLinkedRoleDeletionStatus$, GetServiceLinkedRoleDeletionStatusRequest$, GetServiceLinkedRoleDeletionStatusResponse$, GetUser$, GetUserPolicy$, GetUserPolicyRequest$, GetUserPolicyResponse$, GetUserRequest$, GetUserResponse$, Group$, GroupDetail$, IAMServiceException$, InlinePolicy$, InlinePolicyIdentifierType$, InstanceProfile$, InvalidAuthenticationCodeException$, InvalidCertificateException$, InvalidInputException$, InvalidPublicKeyException$, InvalidUserTypeException$, KeyPairMismatchException$, LimitExceededException$, ListAccessKeys$, ListAccessKeysRequest$, ListAccessKeysResponse$, ListAccountAliases$, ListAccountAliasesRequest$, ListAccountAliasesResponse$, ListAttachedGroupPolicies$, ListAttachedGroupPoliciesRequest$, ListAttachedGroupPoliciesResponse$, ListAttachedRolePoliciesRequest$, ListAttachedRolePoliciesResponse$, ListAttachedUserPolicies$, ListAttachedUserPoliciesRequest$, ListAttachedUserPoliciesResponse$, ListDelegationRequests$, ListDelegationRequestsRequest$, ListDelegationRequestsResponse$, ListEntitiesForPolicy$, ListEntitiesForPolicyRequest$, ListEntitiesForPolicyResponse$, ListGroupPolicies$, ListGroupPoliciesRequest$, ListGroupPoliciesResponse$, ListGroups$, ListGroupsForUser$, ListGroupsForUserRequest$, ListGroupsForUserResponse$, ListGroupsRequest$, ListGroupsResponse$, ListInstanceProfileTags$, ListInstanceProfileTagsRequest$, ListInstanceProfileTagsResponse$, ListInstanceProfiles$, ListInstanceProfilesForRoleRequest$, ListInstanceProfilesForRoleResponse$, ListInstanceProfilesRequest$, ListInstanceProfilesResponse$, ListMFADeviceTags$, ListMFADeviceTagsRequest$, ListMFADeviceTagsResponse$, ListMFADevices$, ListMFADevicesRequest$, ListMFADevicesResponse$, ListOpenIDConnectProviderTags$, ListOpenIDConnectProviderTagsRequest$, ListOpenIDConnectProviderTagsResponse$, ListOpenIDConnectProviders$, ListOpenIDConnectProvidersRequest$, ListOpenIDConnectProvidersResponse$, ListOrganizationsFeatures$, ListOrganizationsFeaturesRequest$, ListOrganizationsFeaturesResponse$, ListPolicies$, ListPoliciesGrantingServiceAccess$, ListPoliciesGrantingServiceAccessEntry$, ListPoliciesGrantingServiceAccessRequest$, ListPoliciesGrantingServiceAccessResponse$, ListPoliciesRequest$, ListPoliciesResponse$, ListPolicyTags$, ListPolicyTagsRequest$, ListPolicyTagsResponse$, ListPolicyVersions$, ListPolicyVersionsRequest$, ListPolicyVersionsResponse$, ListRolePoliciesRequest$, ListRolePoliciesResponse$, ListRoleTags$, ListRoleTagsRequest$, ListRoleTagsResponse$, ListRolesRequest$, ListRolesResponse$, ListSAMLProviderTags$, ListSAMLProviderTagsRequest$, ListSAMLProviderTagsResponse$, ListSAMLProviders$, ListSAMLProvidersRequest$, ListSAMLProvidersResponse$, ListSSHPublicKeys$, ListSSHPublicKeysRequest$, ListSSHPublicKeysResponse$, ListServerCertificateTags$, ListServerCertificateTagsRequest$, ListServerCertificateTagsResponse$, ListServerCertificates$, ListServerCertificatesRequest$, ListServerCertificatesResponse$, ListServiceSpecificCredentials$, ListServiceSpecificCredentialsRequest$, ListServiceSpecificCredentialsResponse$, ListSigningCertificates$, ListSigningCertificatesRequest$, ListSigningCertificatesResponse$, ListUserPolicies$, ListUserPoliciesRequest$, ListUserPoliciesResponse$, ListUserTags$, ListUserTagsRequest$, ListUserTagsResponse$, ListUsers$, ListUsersRequest$, ListUsersResponse$, ListVirtualMFADevices$, ListVirtualMFADevicesRequest$, ListVirtualMFADevicesResponse$, LoginProfile$, MFADevice$, MalformedCertificateException$, MalformedPolicyDocumentException$, ManagedPolicyDetail$, NameConflictException$, NoSuchEntityException$, OpenIDConnectProviderListEntry$, OpenIdIdpCommunicationErrorException$, OrderedOrganizationPolicyType$, OrganizationNotFoundException$, OrganizationNotInAllFeaturesModeException$, OrganizationsDecisionDetail$, ParameterDefinition$, PasswordPolicy$, PasswordPolicyViolationException$, PermissionsBoundaryDecisionDetail$, Policy$, PolicyDetail$, PolicyEvaluationException$, PolicyGrantingServiceAccess$, PolicyGroup$, PolicyIdentifier$, PolicyNotAttachableException$, PolicyParameter$, PolicyRole$, PolicyUser$, PolicyVersion$, Position$, PutAccountProperties$, PutAccountPropertiesRequest$, PutAccountPropertiesResponse$, PutGroupPolicy$, PutGroupPolicyRequest$, PutRolePermissionsBoundaryRequest$, PutRolePolicyRequest$, PutUserPermissionsBoundary$, PutUserPermissionsBoundaryRequest$, PutUserPolicy$, PutUserPolicyRequest$, RejectDelegationRequest$, RejectDelegationRequestRequest$, RemoveClientIDFromOpenIDConnectProvider$, RemoveClientIDFromOpenIDConnectProviderRequest$, RemoveRoleFromInstanceProfileRequest$, RemoveUserFromGroup$, RemoveUserFromGroupRequest$, ReplacementValueEntry$, ReportGenerationLimitExceededException$, ResetServiceSpecificCredential$, ResetServiceSpecificCredentialRequest$, ResetServiceSpecificCredentialResponse$, ResourceSpecificResult$, ResyncMFADevice$, ResyncMFADeviceRequest$, Role$, RoleDetail$, RoleLastUsed$, RoleModifiedException$, RoleTemplateDisabledException$, RoleTemplateVersion$, RoleUsageType$, SAMLPrivateKey$, SAMLProviderListEntry$, SSHPublicKey$, SSHPublicKeyMetadata$, SendDelegationToken$, SendDelegationTokenRequest$, ServerCertificate$, ServerCertificateMetadata$, ServiceAccessNotEnabledException$, ServiceFailureException$, ServiceLastAccessed$, ServiceNotSupportedException$, ServiceSpecificCredential$, ServiceSpecificCredentialMetadata$, SetDefaultPolicyVersion$, SetDefaultPolicyVersionRequest$, SetSecurityTokenServicePreferences$, SetSecurityTokenServicePreferencesRequest$, SigningCertificate$, SimulateCustomPolicy$, SimulateCustomPolicyRequest$, SimulatePolicyResponse$, SimulatePrincipalPolicy$, SimulatePrincipalPolicyRequest$, SourceRoleTemplate$, Statement$, Tag$, TagInstanceProfileRequest$, TagMFADevice$, TagMFADeviceRequest$, TagOpenIDConnectProvider$, TagOpenIDConnectProviderRequest$, TagPolicy$, TagPolicyRequest$, TagRoleRequest$, TagSAMLProvider$, TagSAMLProviderRequest$, TagServerCertificate$, TagServerCertificateRequest$, TagTemplate$, TagUser$, TagUserRequest$, TrackedActionLastAccessed$, UnmodifiableEntityException$, UnrecognizedPublicKeyEncodingException$, UntagInstanceProfileRequest$, UntagMFADevice$, UntagMFADeviceRequest$, UntagOpenIDConnectProvider$, UntagOpenIDConnectProviderRequest$, UntagPolicy$, UntagPolicyRequest$, UntagRoleRequest$, UntagSAMLProvider$, UntagSAMLProviderRequest$, UntagServerCertificate$, UntagServerCertificateRequest$, UntagUser$, UntagUserRequest$, UpdateAccessKey$, UpdateAccessKeyRequest$, UpdateAccountPasswordPolicy$, UpdateAccountPasswordPolicyRequest$, UpdateAssumeRolePolicyRequest$, UpdateDelegationRequest$, UpdateDelegationRequestRequest$, UpdateGroup$, UpdateGroupRequest$, UpdateLoginProfile$, UpdateLoginProfileRequest$, UpdateOpenIDConnectProviderThumbprint$, UpdateOpenIDConnectProviderThumbprintRequest$, UpdateRoleDescription$, UpdateRoleDescriptionRequest$, UpdateRoleDescriptionResponse$, UpdateRoleRequest$, UpdateRoleResponse$, UpdateSAMLProvider$, UpdateSAMLProviderRequest$, UpdateSAMLProviderResponse$, UpdateSSHPublicKey$, UpdateSSHPublicKeyRequest$, UpdateServerCertificate$, UpdateServerCertificateRequest$, UpdateServiceSpecificCredential$, UpdateServiceSpecificCredentialRequest$, UpdateSigningCertificate$, UpdateSigningCertificateRequest$, UpdateUser$, UpdateUserRequest$, UploadSSHPublicKey$, UploadSSHPublicKeyRequest$, UploadSSHPublicKeyResponse$, UploadServerCertificate$, UploadServerCertificateRequest$, UploadServerCertificateResponse$, UploadSigningCertificate$, UploadSigningCertificateRequest$, UploadSigningCertificateResponse$, User$, UserDetail$, VirtualMFADevice$

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/schema/TypeRegistry.js
var TypeRegistry = __nccwpck_require__(5629);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/client/smithy-client/exceptions.js
var exceptions = __nccwpck_require__(4667);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/models/IAMServiceException.js


class IAMServiceException extends exceptions/* ServiceException */.T {
    static shapeId = "smithy.ts.sdk.synthetic.com.amazonaws.iam#IAMServiceException";
    constructor(options) {
        super(options);
        Object.setPrototypeOf(this, IAMServiceException.prototype);
    }
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/models/errors.js

class ConcurrentModificationException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#ConcurrentModificationException";
    name = "ConcurrentModificationException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "ConcurrentModificationException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, ConcurrentModificationException.prototype);
    }
}
class NoSuchEntityException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#NoSuchEntityException";
    name = "NoSuchEntityException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "NoSuchEntityException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, NoSuchEntityException.prototype);
    }
}
class ServiceFailureException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#ServiceFailureException";
    name = "ServiceFailureException";
    $fault = "server";
    constructor(opts) {
        super({
            name: "ServiceFailureException",
            $fault: "server",
            ...opts,
        });
        Object.setPrototypeOf(this, ServiceFailureException.prototype);
    }
}
class AccountNotManagementOrDelegatedAdministratorException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#AccountNotManagementOrDelegatedAdministratorException";
    name = "AccountNotManagementOrDelegatedAdministratorException";
    $fault = "client";
    Message;
    constructor(opts) {
        super({
            name: "AccountNotManagementOrDelegatedAdministratorException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, AccountNotManagementOrDelegatedAdministratorException.prototype);
        this.Message = opts.Message;
    }
}
class EntityAlreadyExistsException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#EntityAlreadyExistsException";
    name = "EntityAlreadyExistsException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "EntityAlreadyExistsException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, EntityAlreadyExistsException.prototype);
    }
}
class InvalidInputException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#InvalidInputException";
    name = "InvalidInputException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "InvalidInputException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, InvalidInputException.prototype);
    }
}
class LimitExceededException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#LimitExceededException";
    name = "LimitExceededException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "LimitExceededException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, LimitExceededException.prototype);
    }
}
class MalformedPolicyDocumentException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#MalformedPolicyDocumentException";
    name = "MalformedPolicyDocumentException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "MalformedPolicyDocumentException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, MalformedPolicyDocumentException.prototype);
    }
}
class NameConflictException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#NameConflictException";
    name = "NameConflictException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "NameConflictException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, NameConflictException.prototype);
    }
}
class RoleModifiedException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#RoleModifiedException";
    name = "RoleModifiedException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "RoleModifiedException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, RoleModifiedException.prototype);
    }
}
class RoleTemplateDisabledException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#RoleTemplateDisabledException";
    name = "RoleTemplateDisabledException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "RoleTemplateDisabledException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, RoleTemplateDisabledException.prototype);
    }
}
class UnmodifiableEntityException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#UnmodifiableEntityException";
    name = "UnmodifiableEntityException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "UnmodifiableEntityException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, UnmodifiableEntityException.prototype);
    }
}
class PolicyNotAttachableException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#PolicyNotAttachableException";
    name = "PolicyNotAttachableException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "PolicyNotAttachableException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, PolicyNotAttachableException.prototype);
    }
}
class EntityTemporarilyUnmodifiableException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#EntityTemporarilyUnmodifiableException";
    name = "EntityTemporarilyUnmodifiableException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "EntityTemporarilyUnmodifiableException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, EntityTemporarilyUnmodifiableException.prototype);
    }
}
class InvalidUserTypeException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#InvalidUserTypeException";
    name = "InvalidUserTypeException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "InvalidUserTypeException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, InvalidUserTypeException.prototype);
    }
}
class PasswordPolicyViolationException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#PasswordPolicyViolationException";
    name = "PasswordPolicyViolationException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "PasswordPolicyViolationException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, PasswordPolicyViolationException.prototype);
    }
}
class OpenIdIdpCommunicationErrorException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#OpenIdIdpCommunicationErrorException";
    name = "OpenIdIdpCommunicationErrorException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "OpenIdIdpCommunicationErrorException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, OpenIdIdpCommunicationErrorException.prototype);
    }
}
class ServiceNotSupportedException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#ServiceNotSupportedException";
    name = "ServiceNotSupportedException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "ServiceNotSupportedException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, ServiceNotSupportedException.prototype);
    }
}
class DeleteConflictException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#DeleteConflictException";
    name = "DeleteConflictException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "DeleteConflictException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, DeleteConflictException.prototype);
    }
}
class OrganizationNotFoundException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#OrganizationNotFoundException";
    name = "OrganizationNotFoundException";
    $fault = "client";
    Message;
    constructor(opts) {
        super({
            name: "OrganizationNotFoundException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, OrganizationNotFoundException.prototype);
        this.Message = opts.Message;
    }
}
class OrganizationNotInAllFeaturesModeException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#OrganizationNotInAllFeaturesModeException";
    name = "OrganizationNotInAllFeaturesModeException";
    $fault = "client";
    Message;
    constructor(opts) {
        super({
            name: "OrganizationNotInAllFeaturesModeException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, OrganizationNotInAllFeaturesModeException.prototype);
        this.Message = opts.Message;
    }
}
class ServiceAccessNotEnabledException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#ServiceAccessNotEnabledException";
    name = "ServiceAccessNotEnabledException";
    $fault = "client";
    Message;
    constructor(opts) {
        super({
            name: "ServiceAccessNotEnabledException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, ServiceAccessNotEnabledException.prototype);
        this.Message = opts.Message;
    }
}
class FeatureDisabledException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#FeatureDisabledException";
    name = "FeatureDisabledException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "FeatureDisabledException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, FeatureDisabledException.prototype);
    }
}
class InvalidAuthenticationCodeException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#InvalidAuthenticationCodeException";
    name = "InvalidAuthenticationCodeException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "InvalidAuthenticationCodeException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, InvalidAuthenticationCodeException.prototype);
    }
}
class CallerIsNotManagementAccountException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#CallerIsNotManagementAccountException";
    name = "CallerIsNotManagementAccountException";
    $fault = "client";
    Message;
    constructor(opts) {
        super({
            name: "CallerIsNotManagementAccountException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, CallerIsNotManagementAccountException.prototype);
        this.Message = opts.Message;
    }
}
class FeatureEnabledException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#FeatureEnabledException";
    name = "FeatureEnabledException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "FeatureEnabledException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, FeatureEnabledException.prototype);
    }
}
class ReportGenerationLimitExceededException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#ReportGenerationLimitExceededException";
    name = "ReportGenerationLimitExceededException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "ReportGenerationLimitExceededException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, ReportGenerationLimitExceededException.prototype);
    }
}
class CredentialReportExpiredException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#CredentialReportExpiredException";
    name = "CredentialReportExpiredException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "CredentialReportExpiredException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, CredentialReportExpiredException.prototype);
    }
}
class CredentialReportNotPresentException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#CredentialReportNotPresentException";
    name = "CredentialReportNotPresentException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "CredentialReportNotPresentException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, CredentialReportNotPresentException.prototype);
    }
}
class CredentialReportNotReadyException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#CredentialReportNotReadyException";
    name = "CredentialReportNotReadyException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "CredentialReportNotReadyException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, CredentialReportNotReadyException.prototype);
    }
}
class UnrecognizedPublicKeyEncodingException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#UnrecognizedPublicKeyEncodingException";
    name = "UnrecognizedPublicKeyEncodingException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "UnrecognizedPublicKeyEncodingException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, UnrecognizedPublicKeyEncodingException.prototype);
    }
}
class PolicyEvaluationException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#PolicyEvaluationException";
    name = "PolicyEvaluationException";
    $fault = "server";
    constructor(opts) {
        super({
            name: "PolicyEvaluationException",
            $fault: "server",
            ...opts,
        });
        Object.setPrototypeOf(this, PolicyEvaluationException.prototype);
    }
}
class KeyPairMismatchException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#KeyPairMismatchException";
    name = "KeyPairMismatchException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "KeyPairMismatchException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, KeyPairMismatchException.prototype);
    }
}
class MalformedCertificateException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#MalformedCertificateException";
    name = "MalformedCertificateException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "MalformedCertificateException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, MalformedCertificateException.prototype);
    }
}
class DuplicateCertificateException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#DuplicateCertificateException";
    name = "DuplicateCertificateException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "DuplicateCertificateException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, DuplicateCertificateException.prototype);
    }
}
class InvalidCertificateException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#InvalidCertificateException";
    name = "InvalidCertificateException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "InvalidCertificateException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, InvalidCertificateException.prototype);
    }
}
class DuplicateSSHPublicKeyException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#DuplicateSSHPublicKeyException";
    name = "DuplicateSSHPublicKeyException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "DuplicateSSHPublicKeyException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, DuplicateSSHPublicKeyException.prototype);
    }
}
class InvalidPublicKeyException extends IAMServiceException {
    static shapeId = "com.amazonaws.iam#InvalidPublicKeyException";
    name = "InvalidPublicKeyException";
    $fault = "client";
    constructor(opts) {
        super({
            name: "InvalidPublicKeyException",
            $fault: "client",
            ...opts,
        });
        Object.setPrototypeOf(this, InvalidPublicKeyException.prototype);
    }
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/schemas/schemas_0.js
const _A = "Arn";
const _AA = "AccountAlias";
const _AAc = "AccountAliases";
const _ABO = "AllowedByOrganizations";
const _ABPB = "AllowedByPermissionsBoundary";
const _AC = "AuthenticationCode1";
const _ACIDTOIDCP = "AddClientIDToOpenIDConnectProvider";
const _ACIDTOIDCPR = "AddClientIDToOpenIDConnectProviderRequest";
const _ACt = "AttachmentCount";
const _ACu = "AuthenticationCode2";
const _AD = "AccessDetail";
const _ADR = "AcceptDelegationRequest";
const _ADRR = "AcceptDelegationRequestRequest";
const _ADRRs = "AssociateDelegationRequestRequest";
const _ADRs = "AssociateDelegationRequest";
const _ADc = "AccessDetails";
const _AEM = "AssertionEncryptionMode";
const _AGP = "AttachGroupPolicy";
const _AGPR = "AttachGroupPolicyRequest";
const _AI = "ApproverId";
const _AK = "AccessKey";
const _AKI = "AccessKeyId";
const _AKLU = "AccessKeyLastUsed";
const _AKM = "AccessKeyMetadata";
const _AMP = "AttachedManagedPolicies";
const _AN = "AttachmentName";
const _ANMODAE = "AccountNotManagementOrDelegatedAdministratorException";
const _ANc = "ActionNames";
const _ANct = "ActionName";
const _AP = "AttachedPolicy";
const _APB = "AttachedPermissionsBoundary";
const _APK = "AddPrivateKey";
const _APt = "AttachedPolicies";
const _AR = "AcquireRole";
const _ARP = "AttachRolePolicy";
const _ARPD = "AssumeRolePolicyDocument";
const _ARPDT = "AssumeRolePolicyDocumentTemplate";
const _ARPR = "AttachRolePolicyRequest";
const _ARR = "AcquireRoleRequest";
const _ARRc = "AcquireRoleResponse";
const _ARTIP = "AddRoleToInstanceProfile";
const _ARTIPR = "AddRoleToInstanceProfileRequest";
const _AS = "AssignmentStatus";
const _AT = "AttachmentType";
const _AU = "AllUsers";
const _AUP = "AttachUserPolicy";
const _AUPR = "AttachUserPolicyRequest";
const _AUTCP = "AllowUsersToChangePassword";
const _AUTG = "AddUserToGroup";
const _AUTGR = "AddUserToGroupRequest";
const _AWSSN = "AWSServiceName";
const _BD = "BootstrapDatum";
const _BSS = "Base32StringSeed";
const _C = "Code";
const _CA = "CallerArn";
const _CAA = "CreateAccountAlias";
const _CAAR = "CreateAccountAliasRequest";
const _CAD = "CredentialAgeDays";
const _CAK = "CreateAccessKey";
const _CAKR = "CreateAccessKeyRequest";
const _CAKRr = "CreateAccessKeyResponse";
const _CB = "CertificateBody";
const _CC = "CertificateChain";
const _CD = "CreateDate";
const _CDL = "ConsoleDeepLink";
const _CDR = "CreateDelegationRequest";
const _CDRR = "CreateDelegationRequestRequest";
const _CDRRr = "CreateDelegationRequestResponse";
const _CE = "ContextEntry";
const _CELT = "ContextEntryListType";
const _CEo = "ContextEntries";
const _CG = "CreateGroup";
const _CGR = "CreateGroupRequest";
const _CGRr = "CreateGroupResponse";
const _CI = "CertificateId";
const _CID = "ClientID";
const _CIDL = "ClientIDList";
const _CINMAE = "CallerIsNotManagementAccountException";
const _CIP = "CreateInstanceProfile";
const _CIPR = "CreateInstanceProfileRequest";
const _CIPRr = "CreateInstanceProfileResponse";
const _CKN = "ContextKeyName";
const _CKNo = "ContextKeyNames";
const _CKT = "ContextKeyType";
const _CKV = "ContextKeyValues";
const _CLP = "CreateLoginProfile";
const _CLPR = "CreateLoginProfileRequest";
const _CLPRr = "CreateLoginProfileResponse";
const _CME = "ConcurrentModificationException";
const _COIDCP = "CreateOpenIDConnectProvider";
const _COIDCPR = "CreateOpenIDConnectProviderRequest";
const _COIDCPRr = "CreateOpenIDConnectProviderResponse";
const _CP = "ChangePassword";
const _CPR = "ChangePasswordRequest";
const _CPRr = "CreatePolicyRequest";
const _CPRre = "CreatePolicyResponse";
const _CPV = "CreatePolicyVersion";
const _CPVR = "CreatePolicyVersionRequest";
const _CPVRr = "CreatePolicyVersionResponse";
const _CPr = "CreatePolicy";
const _CR = "CreateRole";
const _CREE = "CredentialReportExpiredException";
const _CRNPE = "CredentialReportNotPresentException";
const _CRNRE = "CredentialReportNotReadyException";
const _CRR = "CreateRoleRequest";
const _CRRr = "CreateRoleResponse";
const _CS = "CustomSuffix";
const _CSAMLP = "CreateSAMLProvider";
const _CSAMLPR = "CreateSAMLProviderRequest";
const _CSAMLPRr = "CreateSAMLProviderResponse";
const _CSLR = "CreateServiceLinkedRole";
const _CSLRR = "CreateServiceLinkedRoleRequest";
const _CSLRRr = "CreateServiceLinkedRoleResponse";
const _CSSC = "CreateServiceSpecificCredential";
const _CSSCR = "CreateServiceSpecificCredentialRequest";
const _CSSCRr = "CreateServiceSpecificCredentialResponse";
const _CT = "CreateTimestamp";
const _CU = "CreateUser";
const _CUR = "CreateUserRequest";
const _CURr = "CreateUserResponse";
const _CVMFAD = "CreateVirtualMFADevice";
const _CVMFADR = "CreateVirtualMFADeviceRequest";
const _CVMFADRr = "CreateVirtualMFADeviceResponse";
const _Ce = "Certifications";
const _Cer = "Certificates";
const _Cert = "Certificate";
const _Co = "Content";
const _Col = "Column";
const _D = "Description";
const _DAA = "DeleteAccountAlias";
const _DAAR = "DeleteAccountAliasRequest";
const _DAK = "DeleteAccessKey";
const _DAKR = "DeleteAccessKeyRequest";
const _DAPP = "DeleteAccountPasswordPolicy";
const _DCE = "DeleteConflictException";
const _DCEu = "DuplicateCertificateException";
const _DG = "DeleteGroup";
const _DGP = "DeleteGroupPolicy";
const _DGPR = "DeleteGroupPolicyRequest";
const _DGPRe = "DetachGroupPolicyRequest";
const _DGPe = "DetachGroupPolicy";
const _DGR = "DeleteGroupRequest";
const _DIP = "DeleteInstanceProfile";
const _DIPR = "DeleteInstanceProfileRequest";
const _DLP = "DeleteLoginProfile";
const _DLPR = "DeleteLoginProfileRequest";
const _DMFAD = "DeactivateMFADevice";
const _DMFADR = "DeactivateMFADeviceRequest";
const _DMV = "DefaultMinorVersion";
const _DOIDCP = "DeleteOpenIDConnectProvider";
const _DOIDCPR = "DeleteOpenIDConnectProviderRequest";
const _DORCM = "DisableOrganizationsRootCredentialsManagement";
const _DORCMR = "DisableOrganizationsRootCredentialsManagementRequest";
const _DORCMRi = "DisableOrganizationsRootCredentialsManagementResponse";
const _DORS = "DisableOrganizationsRootSessions";
const _DORSR = "DisableOrganizationsRootSessionsRequest";
const _DORSRi = "DisableOrganizationsRootSessionsResponse";
const _DOWIF = "DisableOutboundWebIdentityFederation";
const _DP = "DelegationPermission";
const _DPC = "DelegationPermissionCheck";
const _DPR = "DeletePolicyRequest";
const _DPV = "DeletePolicyVersion";
const _DPVR = "DeletePolicyVersionRequest";
const _DPe = "DeletePolicy";
const _DR = "DelegationRequest";
const _DRI = "DelegationRequestId";
const _DRP = "DeleteRolePolicy";
const _DRPB = "DeleteRolePermissionsBoundary";
const _DRPBR = "DeleteRolePermissionsBoundaryRequest";
const _DRPR = "DeleteRolePolicyRequest";
const _DRPRe = "DetachRolePolicyRequest";
const _DRPe = "DetachRolePolicy";
const _DRR = "DeleteRoleRequest";
const _DRe = "DelegationRequests";
const _DRel = "DeleteRole";
const _DSAMLP = "DeleteSAMLProvider";
const _DSAMLPR = "DeleteSAMLProviderRequest";
const _DSC = "DeleteServerCertificate";
const _DSCR = "DeleteServerCertificateRequest";
const _DSCRe = "DeleteSigningCertificateRequest";
const _DSCe = "DeleteSigningCertificate";
const _DSLR = "DeleteServiceLinkedRole";
const _DSLRR = "DeleteServiceLinkedRoleRequest";
const _DSLRRe = "DeleteServiceLinkedRoleResponse";
const _DSSC = "DeleteServiceSpecificCredential";
const _DSSCR = "DeleteServiceSpecificCredentialRequest";
const _DSSHPK = "DeleteSSHPublicKey";
const _DSSHPKE = "DuplicateSSHPublicKeyException";
const _DSSHPKR = "DeleteSSHPublicKeyRequest";
const _DTFRT = "DeletionTaskFailureReasonType";
const _DTI = "DeletionTaskId";
const _DU = "DeleteUser";
const _DUP = "DeleteUserPolicy";
const _DUPB = "DeleteUserPermissionsBoundary";
const _DUPBR = "DeleteUserPermissionsBoundaryRequest";
const _DUPR = "DeleteUserPolicyRequest";
const _DUPRe = "DetachUserPolicyRequest";
const _DUPe = "DetachUserPolicy";
const _DUR = "DeleteUserRequest";
const _DV = "DefaultValue";
const _DVI = "DefaultVersionId";
const _DVMFAD = "DeleteVirtualMFADevice";
const _DVMFADR = "DeleteVirtualMFADeviceRequest";
const _Do = "Document";
const _E = "Error";
const _EA = "EntityArn";
const _EAEE = "EntityAlreadyExistsException";
const _EAN = "EvalActionName";
const _ED = "EntityDetails";
const _EDD = "EvalDecisionDetails";
const _EDL = "EntityDetailsList";
const _EDn = "EnableDate";
const _EDr = "ErrorDetails";
const _EDv = "EvalDecision";
const _EDx = "ExpirationDate";
const _EF = "EnabledFeatures";
const _EFn = "EntityFilter";
const _EI = "EntityInfo";
const _EMFAD = "EnableMFADevice";
const _EMFADR = "EnableMFADeviceRequest";
const _EN = "EntityName";
const _EORCM = "EnableOrganizationsRootCredentialsManagement";
const _EORCMR = "EnableOrganizationsRootCredentialsManagementRequest";
const _EORCMRn = "EnableOrganizationsRootCredentialsManagementResponse";
const _EORS = "EnableOrganizationsRootSessions";
const _EORSR = "EnableOrganizationsRootSessionsRequest";
const _EORSRn = "EnableOrganizationsRootSessionsResponse";
const _EOWIF = "EnableOutboundWebIdentityFederation";
const _EOWIFR = "EnableOutboundWebIdentityFederationResponse";
const _EP = "EntityPath";
const _EPn = "EndPosition";
const _EPx = "ExpirePasswords";
const _ER = "EvaluationResult";
const _ERD = "EvalResourceDecision";
const _ERLT = "EvaluationResultsListType";
const _ERN = "EvalResourceName";
const _ERv = "EvaluationResults";
const _ET = "ExpirationTime";
const _ETUE = "EntityTemporarilyUnmodifiableException";
const _ETn = "EntityType";
const _En = "Encoding";
const _Ena = "Enabled";
const _Ex = "Expiration";
const _F = "Filter";
const _FDE = "FeatureDisabledException";
const _FEE = "FeatureEnabledException";
const _Fi = "Fingerprint";
const _G = "Group";
const _GAAD = "GetAccountAuthorizationDetails";
const _GAADR = "GetAccountAuthorizationDetailsRequest";
const _GAADRe = "GetAccountAuthorizationDetailsResponse";
const _GAKLU = "GetAccessKeyLastUsed";
const _GAKLUR = "GetAccessKeyLastUsedRequest";
const _GAKLURe = "GetAccessKeyLastUsedResponse";
const _GAP = "GetAccountProperties";
const _GAPP = "GetAccountPasswordPolicy";
const _GAPPR = "GetAccountPasswordPolicyResponse";
const _GAPR = "GetAccountPropertiesRequest";
const _GAPRe = "GetAccountPropertiesResponse";
const _GAS = "GetAccountSummary";
const _GASR = "GetAccountSummaryResponse";
const _GCKFCP = "GetContextKeysForCustomPolicy";
const _GCKFCPR = "GetContextKeysForCustomPolicyRequest";
const _GCKFPP = "GetContextKeysForPrincipalPolicy";
const _GCKFPPR = "GetContextKeysForPrincipalPolicyRequest";
const _GCKFPR = "GetContextKeysForPolicyResponse";
const _GCR = "GenerateCredentialReport";
const _GCRR = "GenerateCredentialReportResponse";
const _GCRRe = "GetCredentialReportResponse";
const _GCRe = "GetCredentialReport";
const _GD = "GroupDetail";
const _GDL = "GroupDetailList";
const _GDR = "GetDelegationRequest";
const _GDRR = "GetDelegationRequestRequest";
const _GDRRe = "GetDelegationRequestResponse";
const _GETV = "GlobalEndpointTokenVersion";
const _GG = "GetGroup";
const _GGP = "GetGroupPolicy";
const _GGPR = "GetGroupPolicyRequest";
const _GGPRe = "GetGroupPolicyResponse";
const _GGR = "GetGroupRequest";
const _GGRe = "GetGroupResponse";
const _GHRS = "GetHumanReadableSummary";
const _GHRSR = "GetHumanReadableSummaryRequest";
const _GHRSRe = "GetHumanReadableSummaryResponse";
const _GI = "GroupId";
const _GIP = "GetInstanceProfile";
const _GIPR = "GetInstanceProfileRequest";
const _GIPRe = "GetInstanceProfileResponse";
const _GL = "GroupList";
const _GLP = "GetLoginProfile";
const _GLPR = "GetLoginProfileRequest";
const _GLPRe = "GetLoginProfileResponse";
const _GMFAD = "GetMFADevice";
const _GMFADR = "GetMFADeviceRequest";
const _GMFADRe = "GetMFADeviceResponse";
const _GN = "GroupName";
const _GOAR = "GenerateOrganizationsAccessReport";
const _GOARR = "GenerateOrganizationsAccessReportRequest";
const _GOARRe = "GenerateOrganizationsAccessReportResponse";
const _GOARRet = "GetOrganizationsAccessReportRequest";
const _GOARRetr = "GetOrganizationsAccessReportResponse";
const _GOARe = "GetOrganizationsAccessReport";
const _GOIDCP = "GetOpenIDConnectProvider";
const _GOIDCPR = "GetOpenIDConnectProviderRequest";
const _GOIDCPRe = "GetOpenIDConnectProviderResponse";
const _GOWIFI = "GetOutboundWebIdentityFederationInfo";
const _GOWIFIR = "GetOutboundWebIdentityFederationInfoResponse";
const _GP = "GetPolicy";
const _GPL = "GroupPolicyList";
const _GPR = "GetPolicyRequest";
const _GPRe = "GetPolicyResponse";
const _GPV = "GetPolicyVersion";
const _GPVR = "GetPolicyVersionRequest";
const _GPVRe = "GetPolicyVersionResponse";
const _GR = "GetRole";
const _GRP = "GetRolePolicy";
const _GRPR = "GetRolePolicyRequest";
const _GRPRe = "GetRolePolicyResponse";
const _GRR = "GetRoleRequest";
const _GRRe = "GetRoleResponse";
const _GRTV = "GetRoleTemplateVersion";
const _GRTVR = "GetRoleTemplateVersionRequest";
const _GRTVRe = "GetRoleTemplateVersionResponse";
const _GSAMLP = "GetSAMLProvider";
const _GSAMLPR = "GetSAMLProviderRequest";
const _GSAMLPRe = "GetSAMLProviderResponse";
const _GSC = "GetServerCertificate";
const _GSCR = "GetServerCertificateRequest";
const _GSCRe = "GetServerCertificateResponse";
const _GSLAD = "GenerateServiceLastAccessedDetails";
const _GSLADR = "GenerateServiceLastAccessedDetailsRequest";
const _GSLADRe = "GenerateServiceLastAccessedDetailsResponse";
const _GSLADRet = "GetServiceLastAccessedDetailsRequest";
const _GSLADRete = "GetServiceLastAccessedDetailsResponse";
const _GSLADWE = "GetServiceLastAccessedDetailsWithEntities";
const _GSLADWER = "GetServiceLastAccessedDetailsWithEntitiesRequest";
const _GSLADWERe = "GetServiceLastAccessedDetailsWithEntitiesResponse";
const _GSLADe = "GetServiceLastAccessedDetails";
const _GSLRDS = "GetServiceLinkedRoleDeletionStatus";
const _GSLRDSR = "GetServiceLinkedRoleDeletionStatusRequest";
const _GSLRDSRe = "GetServiceLinkedRoleDeletionStatusResponse";
const _GSSHPK = "GetSSHPublicKey";
const _GSSHPKR = "GetSSHPublicKeyRequest";
const _GSSHPKRe = "GetSSHPublicKeyResponse";
const _GT = "GeneratedTime";
const _GU = "GetUser";
const _GUP = "GetUserPolicy";
const _GUPR = "GetUserPolicyRequest";
const _GUPRe = "GetUserPolicyResponse";
const _GUR = "GetUserRequest";
const _GURe = "GetUserResponse";
const _Gr = "Granularity";
const _Gro = "Groups";
const _HE = "HardExpiry";
const _I = "Id";
const _IA = "IsAttachable";
const _IACE = "InvalidAuthenticationCodeException";
const _ICE = "InvalidCertificateException";
const _IDV = "IsDefaultVersion";
const _II = "IssuerIdentifier";
const _IIE = "InvalidInputException";
const _IP = "InstanceProfile";
const _IPI = "InstanceProfileId";
const _IPIT = "InlinePolicyIdentifierType";
const _IPIn = "InlinePolicyIdentifier";
const _IPKE = "InvalidPublicKeyException";
const _IPL = "InstanceProfileList";
const _IPN = "InstanceProfileName";
const _IPT = "InlinePolicyTemplates";
const _IPn = "InlinePolicy";
const _IPns = "InstanceProfiles";
const _IR = "IsRequired";
const _IT = "IsTruncated";
const _IUTE = "InvalidUserTypeException";
const _Im = "Immutable";
const _JCD = "JobCreationDate";
const _JCDo = "JobCompletionDate";
const _JI = "JobId";
const _JS = "JobStatus";
const _JT = "JobType";
const _JVE = "JwtVendingEnabled";
const _K = "Key";
const _KI = "KeyId";
const _KPME = "KeyPairMismatchException";
const _L = "Locale";
const _LA = "LastAuthenticated";
const _LAA = "ListAccountAliases";
const _LAAR = "ListAccountAliasesRequest";
const _LAARi = "ListAccountAliasesResponse";
const _LAE = "LastAuthenticatedEntity";
const _LAEa = "LastAccessedEntity";
const _LAGP = "ListAttachedGroupPolicies";
const _LAGPR = "ListAttachedGroupPoliciesRequest";
const _LAGPRi = "ListAttachedGroupPoliciesResponse";
const _LAK = "ListAccessKeys";
const _LAKR = "ListAccessKeysRequest";
const _LAKRi = "ListAccessKeysResponse";
const _LAR = "LastAuthenticatedRegion";
const _LARP = "ListAttachedRolePolicies";
const _LARPR = "ListAttachedRolePoliciesRequest";
const _LARPRi = "ListAttachedRolePoliciesResponse";
const _LARa = "LastAccessedRegion";
const _LAT = "LastAuthenticatedTime";
const _LATa = "LastAccessedTime";
const _LAUP = "ListAttachedUserPolicies";
const _LAUPR = "ListAttachedUserPoliciesRequest";
const _LAUPRi = "ListAttachedUserPoliciesResponse";
const _LDR = "ListDelegationRequests";
const _LDRR = "ListDelegationRequestsRequest";
const _LDRRi = "ListDelegationRequestsResponse";
const _LEE = "LimitExceededException";
const _LEFP = "ListEntitiesForPolicy";
const _LEFPR = "ListEntitiesForPolicyRequest";
const _LEFPRi = "ListEntitiesForPolicyResponse";
const _LG = "ListGroups";
const _LGFU = "ListGroupsForUser";
const _LGFUR = "ListGroupsForUserRequest";
const _LGFURi = "ListGroupsForUserResponse";
const _LGP = "ListGroupPolicies";
const _LGPR = "ListGroupPoliciesRequest";
const _LGPRi = "ListGroupPoliciesResponse";
const _LGR = "ListGroupsRequest";
const _LGRi = "ListGroupsResponse";
const _LIP = "ListInstanceProfiles";
const _LIPFR = "ListInstanceProfilesForRole";
const _LIPFRR = "ListInstanceProfilesForRoleRequest";
const _LIPFRRi = "ListInstanceProfilesForRoleResponse";
const _LIPR = "ListInstanceProfilesRequest";
const _LIPRi = "ListInstanceProfilesResponse";
const _LIPT = "ListInstanceProfileTags";
const _LIPTR = "ListInstanceProfileTagsRequest";
const _LIPTRi = "ListInstanceProfileTagsResponse";
const _LMFAD = "ListMFADevices";
const _LMFADR = "ListMFADevicesRequest";
const _LMFADRi = "ListMFADevicesResponse";
const _LMFADT = "ListMFADeviceTags";
const _LMFADTR = "ListMFADeviceTagsRequest";
const _LMFADTRi = "ListMFADeviceTagsResponse";
const _LOF = "ListOrganizationsFeatures";
const _LOFR = "ListOrganizationsFeaturesRequest";
const _LOFRi = "ListOrganizationsFeaturesResponse";
const _LOIDCP = "ListOpenIDConnectProviders";
const _LOIDCPR = "ListOpenIDConnectProvidersRequest";
const _LOIDCPRi = "ListOpenIDConnectProvidersResponse";
const _LOIDCPT = "ListOpenIDConnectProviderTags";
const _LOIDCPTR = "ListOpenIDConnectProviderTagsRequest";
const _LOIDCPTRi = "ListOpenIDConnectProviderTagsResponse";
const _LP = "LoginProfile";
const _LPGSA = "ListPoliciesGrantingServiceAccess";
const _LPGSAE = "ListPoliciesGrantingServiceAccessEntry";
const _LPGSAR = "ListPoliciesGrantingServiceAccessRequest";
const _LPGSARi = "ListPoliciesGrantingServiceAccessResponse";
const _LPR = "ListPoliciesRequest";
const _LPRi = "ListPoliciesResponse";
const _LPT = "ListPolicyTags";
const _LPTR = "ListPolicyTagsRequest";
const _LPTRi = "ListPolicyTagsResponse";
const _LPV = "ListPolicyVersions";
const _LPVR = "ListPolicyVersionsRequest";
const _LPVRi = "ListPolicyVersionsResponse";
const _LPi = "ListPolicies";
const _LR = "ListRoles";
const _LRP = "ListRolePolicies";
const _LRPR = "ListRolePoliciesRequest";
const _LRPRi = "ListRolePoliciesResponse";
const _LRR = "ListRolesRequest";
const _LRRi = "ListRolesResponse";
const _LRT = "ListRoleTags";
const _LRTR = "ListRoleTagsRequest";
const _LRTRi = "ListRoleTagsResponse";
const _LSAMLP = "ListSAMLProviders";
const _LSAMLPR = "ListSAMLProvidersRequest";
const _LSAMLPRi = "ListSAMLProvidersResponse";
const _LSAMLPT = "ListSAMLProviderTags";
const _LSAMLPTR = "ListSAMLProviderTagsRequest";
const _LSAMLPTRi = "ListSAMLProviderTagsResponse";
const _LSC = "ListServerCertificates";
const _LSCR = "ListServerCertificatesRequest";
const _LSCRi = "ListServerCertificatesResponse";
const _LSCRis = "ListSigningCertificatesRequest";
const _LSCRist = "ListSigningCertificatesResponse";
const _LSCT = "ListServerCertificateTags";
const _LSCTR = "ListServerCertificateTagsRequest";
const _LSCTRi = "ListServerCertificateTagsResponse";
const _LSCi = "ListSigningCertificates";
const _LSSC = "ListServiceSpecificCredentials";
const _LSSCR = "ListServiceSpecificCredentialsRequest";
const _LSSCRi = "ListServiceSpecificCredentialsResponse";
const _LSSHPK = "ListSSHPublicKeys";
const _LSSHPKR = "ListSSHPublicKeysRequest";
const _LSSHPKRi = "ListSSHPublicKeysResponse";
const _LU = "ListUsers";
const _LUD = "LastUsedDate";
const _LUP = "ListUserPolicies";
const _LUPR = "ListUserPoliciesRequest";
const _LUPRi = "ListUserPoliciesResponse";
const _LUR = "ListUsersRequest";
const _LURi = "ListUsersResponse";
const _LUT = "ListUserTags";
const _LUTR = "ListUserTagsRequest";
const _LUTRi = "ListUserTagsResponse";
const _LVMFAD = "ListVirtualMFADevices";
const _LVMFADR = "ListVirtualMFADevicesRequest";
const _LVMFADRi = "ListVirtualMFADevicesResponse";
const _Li = "Line";
const _M = "Message";
const _MBT = "ManagedByType";
const _MBV = "ManagedByValue";
const _MCE = "MalformedCertificateException";
const _MCV = "MissingContextValues";
const _MFAD = "MFADevices";
const _MFADe = "MFADevice";
const _MI = "MaxItems";
const _MPA = "MaxPasswordAge";
const _MPAa = "ManagedPolicyArns";
const _MPD = "ManagedPolicyDetail";
const _MPDE = "MalformedPolicyDocumentException";
const _MPDLT = "ManagedPolicyDetailListType";
const _MPL = "MinimumPasswordLength";
const _MS = "MatchedStatements";
const _MSD = "MaxSessionDuration";
const _MV = "MinorVersion";
const _MVa = "MajorVersion";
const _Ma = "Marker";
const _N = "Name";
const _NC = "NotificationChannel";
const _NCE = "NameConflictException";
const _NGN = "NewGroupName";
const _NOSA = "NumberOfServicesAccessible";
const _NOSNA = "NumberOfServicesNotAccessed";
const _NP = "NewPassword";
const _NPe = "NewPath";
const _NSCN = "NewServerCertificateName";
const _NSEE = "NoSuchEntityException";
const _NUN = "NewUserName";
const _No = "Notes";
const _OA = "OnlyAttached";
const _OAI = "OwnerAccountId";
const _ODD = "OrganizationsDecisionDetail";
const _OI = "OwnerId";
const _OIDCPA = "OpenIDConnectProviderArn";
const _OIDCPL = "OpenIDConnectProviderList";
const _OIDCPLE = "OpenIDConnectProviderListEntry";
const _OIDCPLT = "OpenIDConnectProviderListType";
const _OIICEE = "OpenIdIdpCommunicationErrorException";
const _OIr = "OrganizationId";
const _ONFE = "OrganizationNotFoundException";
const _ONIAFME = "OrganizationNotInAllFeaturesModeException";
const _OOPIL = "OrderedOrganizationPolicyInputList";
const _OOPT = "OrderedOrganizationPolicyType";
const _OP = "OldPassword";
const _OPI = "OrganizationsPolicyId";
const _OPLT = "OrganizationPolicyListType";
const _OSBO = "OnlySendByOwner";
const _P = "Permissions";
const _PA = "PolicyArn";
const _PAP = "PutAccountProperties";
const _PAPR = "PutAccountPropertiesRequest";
const _PAPRu = "PutAccountPropertiesResponse";
const _PB = "PermissionsBoundary";
const _PBA = "PermissionsBoundaryArn";
const _PBAe = "PermissionBoundaryArn";
const _PBDD = "PermissionsBoundaryDecisionDetail";
const _PBPIL = "PermissionsBoundaryPolicyInputList";
const _PBT = "PermissionsBoundaryType";
const _PBUC = "PermissionsBoundaryUsageCount";
const _PCR = "PermissionCheckResult";
const _PCS = "PermissionCheckStatus";
const _PD = "PolicyDocument";
const _PDa = "ParameterDefinition";
const _PDar = "ParametersDefinition";
const _PDo = "PolicyDetail";
const _PEE = "PolicyEvaluationException";
const _PEL = "PolicyExclusionList";
const _PELT = "PolicyExclusionsListType";
const _PG = "PolicyGroups";
const _PGLT = "PolicyGroupListType";
const _PGP = "PutGroupPolicy";
const _PGPR = "PutGroupPolicyRequest";
const _PGSA = "PoliciesGrantingServiceAccess";
const _PGSAo = "PolicyGrantingServiceAccess";
const _PGo = "PolicyGroup";
const _PI = "PolicyId";
const _PIL = "PolicyInputList";
const _PIo = "PolicyIdentifier";
const _PK = "PrivateKey";
const _PKL = "PrivateKeyList";
const _PLU = "PasswordLastUsed";
const _PN = "PolicyName";
const _PNAE = "PolicyNotAttachableException";
const _PNo = "PolicyNames";
const _PP = "PermissionPolicy";
const _PPVE = "PasswordPolicyViolationException";
const _PPa = "PasswordPolicy";
const _PPat = "PathPrefix";
const _PPo = "PolicyParameter";
const _PR = "PolicyRoles";
const _PRLT = "PolicyRoleListType";
const _PRP = "PasswordReusePrevention";
const _PRPB = "PutRolePermissionsBoundary";
const _PRPBR = "PutRolePermissionsBoundaryRequest";
const _PRPR = "PutRolePolicyRequest";
const _PRPu = "PutRolePolicy";
const _PRR = "PasswordResetRequired";
const _PRo = "PolicyRole";
const _PSA = "PolicySourceArn";
const _PT = "PolicyType";
const _PTA = "PolicyTemplateArn";
const _PU = "PolicyUsers";
const _PUF = "PolicyUsageFilter";
const _PULT = "PolicyUserListType";
const _PUP = "PutUserPolicy";
const _PUPB = "PutUserPermissionsBoundary";
const _PUPBR = "PutUserPermissionsBoundaryRequest";
const _PUPR = "PutUserPolicyRequest";
const _PUo = "PolicyUser";
const _PV = "PolicyVersion";
const _PVL = "PolicyVersionList";
const _Pa = "Path";
const _Par = "Parameters";
const _Pas = "Password";
const _Po = "Policy";
const _Pol = "Policies";
const _Pos = "Position";
const _Pr = "Properties";
const _QRCPNG = "QRCodePNG";
const _R = "Region";
const _RA = "ResourceArns";
const _RCIDFOIDCP = "RemoveClientIDFromOpenIDConnectProvider";
const _RCIDFOIDCPR = "RemoveClientIDFromOpenIDConnectProviderRequest";
const _RD = "RoleDetail";
const _RDL = "RoleDetailList";
const _RDP = "RoleDescriptionPattern";
const _RDR = "RejectDelegationRequest";
const _RDRR = "RejectDelegationRequestRequest";
const _RF = "ReportFormat";
const _RGLEE = "ReportGenerationLimitExceededException";
const _RHO = "ResourceHandlingOption";
const _RI = "RequestorId";
const _RIo = "RoleId";
const _RLC = "RequireLowercaseCharacters";
const _RLU = "RoleLastUsed";
const _RM = "RequestMessage";
const _RME = "RoleModifiedException";
const _RMFAD = "ResyncMFADevice";
const _RMFADR = "ResyncMFADeviceRequest";
const _RN = "RoleName";
const _RNP = "RoleNamePattern";
const _RNe = "RequestorName";
const _RNeq = "RequireNumbers";
const _RO = "ResourceOwner";
const _RP = "ResourcePolicy";
const _RPK = "RemovePrivateKey";
const _RPL = "RolePolicyList";
const _RPP = "RolePathPattern";
const _RPRA = "RolePermissionRestrictionArns";
const _RR = "RejectionReason";
const _RRFIP = "RemoveRoleFromInstanceProfile";
const _RRFIPR = "RemoveRoleFromInstanceProfileRequest";
const _RS = "RequireSymbols";
const _RSR = "ResourceSpecificResults";
const _RSRLT = "ResourceSpecificResultListType";
const _RSRe = "ResourceSpecificResult";
const _RSSC = "ResetServiceSpecificCredential";
const _RSSCR = "ResetServiceSpecificCredentialRequest";
const _RSSCRe = "ResetServiceSpecificCredentialResponse";
const _RTDE = "RoleTemplateDisabledException";
const _RTT = "RoleTagsTemplate";
const _RTV = "RoleTemplateVersion";
const _RU = "RedirectUrl";
const _RUC = "RequireUppercaseCharacters";
const _RUFG = "RemoveUserFromGroup";
const _RUFGR = "RemoveUserFromGroupRequest";
const _RUL = "RoleUsageList";
const _RULT = "RoleUsageListType";
const _RUT = "RoleUsageType";
const _RV = "ReplacementValues";
const _RVE = "ReplacementValueEntry";
const _RWI = "RequestorWorkflowId";
const _Re = "Reason";
const _Res = "Resources";
const _Ro = "Role";
const _Rol = "Roles";
const _S = "Status";
const _SAD = "SetAsDefault";
const _SAK = "SecretAccessKey";
const _SAMLMD = "SAMLMetadataDocument";
const _SAMLPA = "SAMLProviderArn";
const _SAMLPK = "SAMLPrivateKey";
const _SAMLPL = "SAMLProviderList";
const _SAMLPLE = "SAMLProviderListEntry";
const _SAMLPLT = "SAMLProviderListType";
const _SAMLPUUID = "SAMLProviderUUID";
const _SANEE = "ServiceAccessNotEnabledException";
const _SC = "SummaryContent";
const _SCA = "ServiceCredentialAlias";
const _SCI = "ServerCertificateId";
const _SCM = "ServerCertificateMetadata";
const _SCML = "ServerCertificateMetadataList";
const _SCN = "ServerCertificateName";
const _SCP = "SimulateCustomPolicy";
const _SCPIL = "ServiceControlPolicyInputList";
const _SCPR = "SimulateCustomPolicyRequest";
const _SCS = "ServiceCredentialSecret";
const _SCe = "ServerCertificate";
const _SCi = "SigningCertificate";
const _SD = "SessionDuration";
const _SDPV = "SetDefaultPolicyVersion";
const _SDPVR = "SetDefaultPolicyVersionRequest";
const _SDT = "SendDelegationToken";
const _SDTR = "SendDelegationTokenRequest";
const _SFE = "ServiceFailureException";
const _SK = "SortKey";
const _SLA = "ServicesLastAccessed";
const _SLAe = "ServiceLastAccessed";
const _SLT = "StatementListType";
const _SM = "SummaryMap";
const _SN = "ServiceName";
const _SNSE = "ServiceNotSupportedException";
const _SNe = "ServiceNamespace";
const _SNer = "SerialNumber";
const _SNerv = "ServiceNamespaces";
const _SP = "ServicePassword";
const _SPI = "SourcePolicyId";
const _SPP = "SimulatePrincipalPolicy";
const _SPPR = "SimulatePrincipalPolicyRequest";
const _SPR = "SimulatePolicyResponse";
const _SPT = "SourcePolicyType";
const _SPt = "StartPosition";
const _SRT = "SourceRoleTemplate";
const _SS = "SummaryState";
const _SSC = "ServiceSpecificCredential";
const _SSCI = "ServiceSpecificCredentialId";
const _SSCLT = "ServiceSpecificCredentialsListType";
const _SSCM = "ServiceSpecificCredentialMetadata";
const _SSCe = "ServiceSpecificCredentials";
const _SSHPK = "SSHPublicKey";
const _SSHPKB = "SSHPublicKeyBody";
const _SSHPKI = "SSHPublicKeyId";
const _SSHPKLT = "SSHPublicKeyListType";
const _SSHPKM = "SSHPublicKeyMetadata";
const _SSHPKu = "SSHPublicKeys";
const _SSTSP = "SetSecurityTokenServicePreferences";
const _SSTSPR = "SetSecurityTokenServicePreferencesRequest";
const _ST = "SubType";
const _SUN = "ServiceUserName";
const _Sc = "Scope";
const _St = "State";
const _Sta = "Statement";
const _T = "Tags";
const _TA = "TemplateArn";
const _TAE = "TotalAuthenticatedEntities";
const _TALA = "TrackedActionsLastAccessed";
const _TALAr = "TrackedActionLastAccessed";
const _TIP = "TagInstanceProfile";
const _TIPR = "TagInstanceProfileRequest";
const _TK = "TagKeys";
const _TL = "ThumbprintList";
const _TMFAD = "TagMFADevice";
const _TMFADR = "TagMFADeviceRequest";
const _TMV = "TemplateMinorVersion";
const _TN = "TemplateName";
const _TOIDCP = "TagOpenIDConnectProvider";
const _TOIDCPR = "TagOpenIDConnectProviderRequest";
const _TP = "TagPolicy";
const _TPR = "TagPolicyRequest";
const _TR = "TagRole";
const _TRR = "TagRoleRequest";
const _TSAMLP = "TagSAMLProvider";
const _TSAMLPR = "TagSAMLProviderRequest";
const _TSC = "TagServerCertificate";
const _TSCR = "TagServerCertificateRequest";
const _TT = "TagTemplate";
const _TU = "TagUser";
const _TUR = "TagUserRequest";
const _TVI = "TemplateVersionId";
const _Ta = "Tag";
const _Ti = "Timestamp";
const _Ty = "Type";
const _U = "Url";
const _UAK = "UpdateAccessKey";
const _UAKR = "UpdateAccessKeyRequest";
const _UAPP = "UpdateAccountPasswordPolicy";
const _UAPPR = "UpdateAccountPasswordPolicyRequest";
const _UARP = "UpdateAssumeRolePolicy";
const _UARPR = "UpdateAssumeRolePolicyRequest";
const _UD = "UpdateDate";
const _UDL = "UserDetailList";
const _UDR = "UpdateDelegationRequest";
const _UDRR = "UpdateDelegationRequestRequest";
const _UDp = "UploadDate";
const _UDs = "UserDetail";
const _UEE = "UnmodifiableEntityException";
const _UG = "UpdateGroup";
const _UGR = "UpdateGroupRequest";
const _UI = "UserId";
const _UIP = "UntagInstanceProfile";
const _UIPR = "UntagInstanceProfileRequest";
const _ULP = "UpdateLoginProfile";
const _ULPR = "UpdateLoginProfileRequest";
const _UMFAD = "UntagMFADevice";
const _UMFADR = "UntagMFADeviceRequest";
const _UN = "UserName";
const _UOIDCP = "UntagOpenIDConnectProvider";
const _UOIDCPR = "UntagOpenIDConnectProviderRequest";
const _UOIDCPT = "UpdateOpenIDConnectProviderThumbprint";
const _UOIDCPTR = "UpdateOpenIDConnectProviderThumbprintRequest";
const _UP = "UntagPolicy";
const _UPKEE = "UnrecognizedPublicKeyEncodingException";
const _UPL = "UserPolicyList";
const _UPR = "UntagPolicyRequest";
const _UR = "UntagRole";
const _URD = "UpdateRoleDescription";
const _URDR = "UpdateRoleDescriptionRequest";
const _URDRp = "UpdateRoleDescriptionResponse";
const _URR = "UntagRoleRequest";
const _URRp = "UpdateRoleRequest";
const _URRpd = "UpdateRoleResponse";
const _URp = "UpdateRole";
const _USAMLP = "UntagSAMLProvider";
const _USAMLPR = "UntagSAMLProviderRequest";
const _USAMLPRp = "UpdateSAMLProviderRequest";
const _USAMLPRpd = "UpdateSAMLProviderResponse";
const _USAMLPp = "UpdateSAMLProvider";
const _USC = "UntagServerCertificate";
const _USCR = "UntagServerCertificateRequest";
const _USCRp = "UpdateServerCertificateRequest";
const _USCRpd = "UpdateSigningCertificateRequest";
const _USCRpl = "UploadServerCertificateRequest";
const _USCRplo = "UploadServerCertificateResponse";
const _USCRploa = "UploadSigningCertificateRequest";
const _USCRpload = "UploadSigningCertificateResponse";
const _USCp = "UpdateServerCertificate";
const _USCpd = "UpdateSigningCertificate";
const _USCpl = "UploadServerCertificate";
const _USCplo = "UploadSigningCertificate";
const _USSC = "UpdateServiceSpecificCredential";
const _USSCR = "UpdateServiceSpecificCredentialRequest";
const _USSHPK = "UpdateSSHPublicKey";
const _USSHPKR = "UpdateSSHPublicKeyRequest";
const _USSHPKRp = "UploadSSHPublicKeyRequest";
const _USSHPKRpl = "UploadSSHPublicKeyResponse";
const _USSHPKp = "UploadSSHPublicKey";
const _UT = "UpdatedTime";
const _UTp = "UpdateTimestamp";
const _UU = "UntagUser";
const _UUR = "UntagUserRequest";
const _UURp = "UpdateUserRequest";
const _UUp = "UpdateUser";
const _Us = "User";
const _Use = "Users";
const _V = "Versions";
const _VE = "VersionEnabled";
const _VI = "VersionId";
const _VMFAD = "VirtualMFADevice";
const _VMFADN = "VirtualMFADeviceName";
const _VMFADi = "VirtualMFADevices";
const _VU = "ValidUntil";
const _Va = "Values";
const _Val = "Value";
const _aKMLT = "accessKeyMetadataListType";
const _aKST = "accessKeySecretType";
const _aPLT = "attachedPoliciesListType";
const _aQE = "awsQueryError";
const _c = "client";
const _cLT = "certificateListType";
const _dRLT = "delegationRequestsListType";
const _e = "error";
const _eDLT = "entityDetailsListType";
const _gDLT = "groupDetailListType";
const _gLT = "groupListType";
const _hE = "httpError";
const _iPLT = "instanceProfileListType";
const _iPTLT = "inlinePolicyTemplateListType";
const _iT = "isTruncated";
const _lPGSARLT = "listPolicyGrantingServiceAccessResponseListType";
const _m = "message";
const _mDLT = "mfaDeviceListType";
const _mSRVE = "mapStringReplacementValueEntry";
const _pDLT = "parametersDefinitionListType";
const _pDLTo = "policyDetailListType";
const _pDVLT = "policyDocumentVersionListType";
const _pGSALT = "policyGrantingServiceAccessListType";
const _pKL = "privateKeyList";
const _pKT = "privateKeyType";
const _pLT = "policyListType";
const _pPLT = "policyParameterListType";
const _pT = "passwordType";
const _rDLT = "roleDetailListType";
const _rLT = "roleListType";
const _s = "smithy.ts.sdk.synthetic.com.amazonaws.iam";
const _sCMLT = "serverCertificateMetadataListType";
const _sCS = "serviceCredentialSecret";
const _sP = "servicePassword";
const _se = "server";
const _tLT = "tagListType";
const _tTLT = "tagTemplateListType";
const _uDLT = "userDetailListType";
const _uLT = "userListType";
const _vMFADLT = "virtualMFADeviceListType";
const n0 = "com.amazonaws.iam";



const _s_registry = new TypeRegistry/* TypeRegistry */.O(_s);
var IAMServiceException$ = [-3, _s, "IAMServiceException", 0, [], []];
_s_registry.registerError(IAMServiceException$, IAMServiceException);
const n0_registry = new TypeRegistry/* TypeRegistry */.O(n0);
var AccountNotManagementOrDelegatedAdministratorException$ = [-3, n0, _ANMODAE,
    { [_e]: _c, [_hE]: 400 },
    [_M],
    [0]
];
n0_registry.registerError(AccountNotManagementOrDelegatedAdministratorException$, AccountNotManagementOrDelegatedAdministratorException);
var CallerIsNotManagementAccountException$ = [-3, n0, _CINMAE,
    { [_e]: _c, [_hE]: 400 },
    [_M],
    [0]
];
n0_registry.registerError(CallerIsNotManagementAccountException$, CallerIsNotManagementAccountException);
var ConcurrentModificationException$ = [-3, n0, _CME,
    { [_aQE]: [`ConcurrentModification`, 409], [_e]: _c, [_hE]: 409 },
    [_m],
    [0]
];
n0_registry.registerError(ConcurrentModificationException$, ConcurrentModificationException);
var CredentialReportExpiredException$ = [-3, n0, _CREE,
    { [_aQE]: [`ReportExpired`, 410], [_e]: _c, [_hE]: 410 },
    [_m],
    [0]
];
n0_registry.registerError(CredentialReportExpiredException$, CredentialReportExpiredException);
var CredentialReportNotPresentException$ = [-3, n0, _CRNPE,
    { [_aQE]: [`ReportNotPresent`, 410], [_e]: _c, [_hE]: 410 },
    [_m],
    [0]
];
n0_registry.registerError(CredentialReportNotPresentException$, CredentialReportNotPresentException);
var CredentialReportNotReadyException$ = [-3, n0, _CRNRE,
    { [_aQE]: [`ReportInProgress`, 404], [_e]: _c, [_hE]: 404 },
    [_m],
    [0]
];
n0_registry.registerError(CredentialReportNotReadyException$, CredentialReportNotReadyException);
var DeleteConflictException$ = [-3, n0, _DCE,
    { [_aQE]: [`DeleteConflict`, 409], [_e]: _c, [_hE]: 409 },
    [_m],
    [0]
];
n0_registry.registerError(DeleteConflictException$, DeleteConflictException);
var DuplicateCertificateException$ = [-3, n0, _DCEu,
    { [_aQE]: [`DuplicateCertificate`, 409], [_e]: _c, [_hE]: 409 },
    [_m],
    [0]
];
n0_registry.registerError(DuplicateCertificateException$, DuplicateCertificateException);
var DuplicateSSHPublicKeyException$ = [-3, n0, _DSSHPKE,
    { [_aQE]: [`DuplicateSSHPublicKey`, 400], [_e]: _c, [_hE]: 400 },
    [_m],
    [0]
];
n0_registry.registerError(DuplicateSSHPublicKeyException$, DuplicateSSHPublicKeyException);
var EntityAlreadyExistsException$ = [-3, n0, _EAEE,
    { [_aQE]: [`EntityAlreadyExists`, 409], [_e]: _c, [_hE]: 409 },
    [_m],
    [0]
];
n0_registry.registerError(EntityAlreadyExistsException$, EntityAlreadyExistsException);
var EntityTemporarilyUnmodifiableException$ = [-3, n0, _ETUE,
    { [_aQE]: [`EntityTemporarilyUnmodifiable`, 409], [_e]: _c, [_hE]: 409 },
    [_m],
    [0]
];
n0_registry.registerError(EntityTemporarilyUnmodifiableException$, EntityTemporarilyUnmodifiableException);
var FeatureDisabledException$ = [-3, n0, _FDE,
    { [_aQE]: [`FeatureDisabled`, 404], [_e]: _c, [_hE]: 404 },
    [_m],
    [0]
];
n0_registry.registerError(FeatureDisabledException$, FeatureDisabledException);
var FeatureEnabledException$ = [-3, n0, _FEE,
    { [_aQE]: [`FeatureEnabled`, 409], [_e]: _c, [_hE]: 409 },
    [_m],
    [0]
];
n0_registry.registerError(FeatureEnabledException$, FeatureEnabledException);
var InvalidAuthenticationCodeException$ = [-3, n0, _IACE,
    { [_aQE]: [`InvalidAuthenticationCode`, 403], [_e]: _c, [_hE]: 403 },
    [_m],
    [0]
];
n0_registry.registerError(InvalidAuthenticationCodeException$, InvalidAuthenticationCodeException);
var InvalidCertificateException$ = [-3, n0, _ICE,
    { [_aQE]: [`InvalidCertificate`, 400], [_e]: _c, [_hE]: 400 },
    [_m],
    [0]
];
n0_registry.registerError(InvalidCertificateException$, InvalidCertificateException);
var InvalidInputException$ = [-3, n0, _IIE,
    { [_aQE]: [`InvalidInput`, 400], [_e]: _c, [_hE]: 400 },
    [_m],
    [0]
];
n0_registry.registerError(InvalidInputException$, InvalidInputException);
var InvalidPublicKeyException$ = [-3, n0, _IPKE,
    { [_aQE]: [`InvalidPublicKey`, 400], [_e]: _c, [_hE]: 400 },
    [_m],
    [0]
];
n0_registry.registerError(InvalidPublicKeyException$, InvalidPublicKeyException);
var InvalidUserTypeException$ = [-3, n0, _IUTE,
    { [_aQE]: [`InvalidUserType`, 400], [_e]: _c, [_hE]: 400 },
    [_m],
    [0]
];
n0_registry.registerError(InvalidUserTypeException$, InvalidUserTypeException);
var KeyPairMismatchException$ = [-3, n0, _KPME,
    { [_aQE]: [`KeyPairMismatch`, 400], [_e]: _c, [_hE]: 400 },
    [_m],
    [0]
];
n0_registry.registerError(KeyPairMismatchException$, KeyPairMismatchException);
var LimitExceededException$ = [-3, n0, _LEE,
    { [_aQE]: [`LimitExceeded`, 409], [_e]: _c, [_hE]: 409 },
    [_m],
    [0]
];
n0_registry.registerError(LimitExceededException$, LimitExceededException);
var MalformedCertificateException$ = [-3, n0, _MCE,
    { [_aQE]: [`MalformedCertificate`, 400], [_e]: _c, [_hE]: 400 },
    [_m],
    [0]
];
n0_registry.registerError(MalformedCertificateException$, MalformedCertificateException);
var MalformedPolicyDocumentException$ = [-3, n0, _MPDE,
    { [_aQE]: [`MalformedPolicyDocument`, 400], [_e]: _c, [_hE]: 400 },
    [_m],
    [0]
];
n0_registry.registerError(MalformedPolicyDocumentException$, MalformedPolicyDocumentException);
var NameConflictException$ = [-3, n0, _NCE,
    { [_aQE]: [`NameConflict`, 409], [_e]: _c, [_hE]: 409 },
    [_m],
    [0]
];
n0_registry.registerError(NameConflictException$, NameConflictException);
var NoSuchEntityException$ = [-3, n0, _NSEE,
    { [_aQE]: [`NoSuchEntity`, 404], [_e]: _c, [_hE]: 404 },
    [_m],
    [0]
];
n0_registry.registerError(NoSuchEntityException$, NoSuchEntityException);
var OpenIdIdpCommunicationErrorException$ = [-3, n0, _OIICEE,
    { [_aQE]: [`OpenIdIdpCommunicationError`, 400], [_e]: _c, [_hE]: 400 },
    [_m],
    [0]
];
n0_registry.registerError(OpenIdIdpCommunicationErrorException$, OpenIdIdpCommunicationErrorException);
var OrganizationNotFoundException$ = [-3, n0, _ONFE,
    { [_e]: _c, [_hE]: 400 },
    [_M],
    [0]
];
n0_registry.registerError(OrganizationNotFoundException$, OrganizationNotFoundException);
var OrganizationNotInAllFeaturesModeException$ = [-3, n0, _ONIAFME,
    { [_e]: _c, [_hE]: 400 },
    [_M],
    [0]
];
n0_registry.registerError(OrganizationNotInAllFeaturesModeException$, OrganizationNotInAllFeaturesModeException);
var PasswordPolicyViolationException$ = [-3, n0, _PPVE,
    { [_aQE]: [`PasswordPolicyViolation`, 400], [_e]: _c, [_hE]: 400 },
    [_m],
    [0]
];
n0_registry.registerError(PasswordPolicyViolationException$, PasswordPolicyViolationException);
var PolicyEvaluationException$ = [-3, n0, _PEE,
    { [_aQE]: [`PolicyEvaluation`, 500], [_e]: _se, [_hE]: 500 },
    [_m],
    [0]
];
n0_registry.registerError(PolicyEvaluationException$, PolicyEvaluationException);
var PolicyNotAttachableException$ = [-3, n0, _PNAE,
    { [_aQE]: [`PolicyNotAttachable`, 400], [_e]: _c, [_hE]: 400 },
    [_m],
    [0]
];
n0_registry.registerError(PolicyNotAttachableException$, PolicyNotAttachableException);
var ReportGenerationLimitExceededException$ = [-3, n0, _RGLEE,
    { [_aQE]: [`ReportGenerationLimitExceeded`, 409], [_e]: _c, [_hE]: 409 },
    [_m],
    [0]
];
n0_registry.registerError(ReportGenerationLimitExceededException$, ReportGenerationLimitExceededException);
var RoleModifiedException$ = [-3, n0, _RME,
    { [_aQE]: [`RoleModified`, 409], [_e]: _c, [_hE]: 409 },
    [_m],
    [0]
];
n0_registry.registerError(RoleModifiedException$, RoleModifiedException);
var RoleTemplateDisabledException$ = [-3, n0, _RTDE,
    { [_aQE]: [`RoleTemplateDisabled`, 400], [_e]: _c, [_hE]: 400 },
    [_m],
    [0]
];
n0_registry.registerError(RoleTemplateDisabledException$, RoleTemplateDisabledException);
var ServiceAccessNotEnabledException$ = [-3, n0, _SANEE,
    { [_e]: _c, [_hE]: 400 },
    [_M],
    [0]
];
n0_registry.registerError(ServiceAccessNotEnabledException$, ServiceAccessNotEnabledException);
var ServiceFailureException$ = [-3, n0, _SFE,
    { [_aQE]: [`ServiceFailure`, 500], [_e]: _se, [_hE]: 500 },
    [_m],
    [0]
];
n0_registry.registerError(ServiceFailureException$, ServiceFailureException);
var ServiceNotSupportedException$ = [-3, n0, _SNSE,
    { [_aQE]: [`NotSupportedService`, 404], [_e]: _c, [_hE]: 404 },
    [_m],
    [0]
];
n0_registry.registerError(ServiceNotSupportedException$, ServiceNotSupportedException);
var UnmodifiableEntityException$ = [-3, n0, _UEE,
    { [_aQE]: [`UnmodifiableEntity`, 400], [_e]: _c, [_hE]: 400 },
    [_m],
    [0]
];
n0_registry.registerError(UnmodifiableEntityException$, UnmodifiableEntityException);
var UnrecognizedPublicKeyEncodingException$ = [-3, n0, _UPKEE,
    { [_aQE]: [`UnrecognizedPublicKeyEncoding`, 400], [_e]: _c, [_hE]: 400 },
    [_m],
    [0]
];
n0_registry.registerError(UnrecognizedPublicKeyEncodingException$, UnrecognizedPublicKeyEncodingException);
const errorTypeRegistries = [
    _s_registry,
    n0_registry,
];
var accessKeySecretType = [0, n0, _aKST, 8, 0];
var BootstrapDatum = [0, n0, _BD, 8, 21];
var passwordType = [0, n0, _pT, 8, 0];
var privateKeyType = [0, n0, _pKT, 8, 0];
var serviceCredentialSecret = [0, n0, _sCS, 8, 0];
var servicePassword = [0, n0, _sP, 8, 0];
var AcceptDelegationRequestRequest$ = [3, n0, _ADRR,
    0,
    [_DRI],
    [0], 1
];
var AccessDetail$ = [3, n0, _AD,
    0,
    [_SN, _SNe, _R, _EP, _LAT, _TAE],
    [0, 0, 0, 0, 4, 1], 2
];
var AccessKey$ = [3, n0, _AK,
    0,
    [_UN, _AKI, _S, _SAK, _CD],
    [0, 0, 0, [() => accessKeySecretType, 0], 4], 4
];
var AccessKeyLastUsed$ = [3, n0, _AKLU,
    0,
    [_SN, _R, _LUD],
    [0, 0, 4], 2
];
var AccessKeyMetadata$ = [3, n0, _AKM,
    0,
    [_UN, _AKI, _S, _CD],
    [0, 0, 0, 4]
];
var AcquireRoleRequest$ = [3, n0, _ARR,
    0,
    [_TA, _TMV, _RV],
    [0, 1, () => mapStringReplacementValueEntry], 1
];
var AcquireRoleResponse$ = [3, n0, _ARRc,
    0,
    [_Ro],
    [() => Role$], 1
];
var AddClientIDToOpenIDConnectProviderRequest$ = [3, n0, _ACIDTOIDCPR,
    0,
    [_OIDCPA, _CID],
    [0, 0], 2
];
var AddRoleToInstanceProfileRequest$ = [3, n0, _ARTIPR,
    0,
    [_IPN, _RN],
    [0, 0], 2
];
var AddUserToGroupRequest$ = [3, n0, _AUTGR,
    0,
    [_GN, _UN],
    [0, 0], 2
];
var AssociateDelegationRequestRequest$ = [3, n0, _ADRRs,
    0,
    [_DRI],
    [0], 1
];
var AttachedPermissionsBoundary$ = [3, n0, _APB,
    0,
    [_PBT, _PBA],
    [0, 0]
];
var AttachedPolicy$ = [3, n0, _AP,
    0,
    [_PN, _PA],
    [0, 0]
];
var AttachGroupPolicyRequest$ = [3, n0, _AGPR,
    0,
    [_GN, _PA],
    [0, 0], 2
];
var AttachRolePolicyRequest$ = [3, n0, _ARPR,
    0,
    [_RN, _PA],
    [0, 0], 2
];
var AttachUserPolicyRequest$ = [3, n0, _AUPR,
    0,
    [_UN, _PA],
    [0, 0], 2
];
var ChangePasswordRequest$ = [3, n0, _CPR,
    0,
    [_OP, _NP],
    [[() => passwordType, 0], [() => passwordType, 0]], 2
];
var ContextEntry$ = [3, n0, _CE,
    0,
    [_CKN, _CKV, _CKT],
    [0, 64 | 0, 0]
];
var CreateAccessKeyRequest$ = [3, n0, _CAKR,
    0,
    [_UN],
    [0]
];
var CreateAccessKeyResponse$ = [3, n0, _CAKRr,
    0,
    [_AK],
    [[() => AccessKey$, 0]], 1
];
var CreateAccountAliasRequest$ = [3, n0, _CAAR,
    0,
    [_AA],
    [0], 1
];
var CreateDelegationRequestRequest$ = [3, n0, _CDRR,
    0,
    [_D, _P, _RWI, _NC, _SD, _OAI, _RM, _RU, _OSBO],
    [0, () => DelegationPermission$, 0, 0, 1, 0, 0, 0, 2], 5
];
var CreateDelegationRequestResponse$ = [3, n0, _CDRRr,
    0,
    [_CDL, _DRI],
    [0, 0]
];
var CreateGroupRequest$ = [3, n0, _CGR,
    0,
    [_GN, _Pa],
    [0, 0], 1
];
var CreateGroupResponse$ = [3, n0, _CGRr,
    0,
    [_G],
    [() => Group$], 1
];
var CreateInstanceProfileRequest$ = [3, n0, _CIPR,
    0,
    [_IPN, _Pa, _T],
    [0, 0, () => tagListType], 1
];
var CreateInstanceProfileResponse$ = [3, n0, _CIPRr,
    0,
    [_IP],
    [() => InstanceProfile$], 1
];
var CreateLoginProfileRequest$ = [3, n0, _CLPR,
    0,
    [_UN, _Pas, _PRR],
    [0, [() => passwordType, 0], 2]
];
var CreateLoginProfileResponse$ = [3, n0, _CLPRr,
    0,
    [_LP],
    [() => LoginProfile$], 1
];
var CreateOpenIDConnectProviderRequest$ = [3, n0, _COIDCPR,
    0,
    [_U, _CIDL, _TL, _T],
    [0, 64 | 0, 64 | 0, () => tagListType], 1
];
var CreateOpenIDConnectProviderResponse$ = [3, n0, _COIDCPRr,
    0,
    [_OIDCPA, _T],
    [0, () => tagListType]
];
var CreatePolicyRequest$ = [3, n0, _CPRr,
    0,
    [_PN, _PD, _Pa, _D, _T],
    [0, 0, 0, 0, () => tagListType], 2
];
var CreatePolicyResponse$ = [3, n0, _CPRre,
    0,
    [_Po],
    [() => Policy$]
];
var CreatePolicyVersionRequest$ = [3, n0, _CPVR,
    0,
    [_PA, _PD, _SAD],
    [0, 0, 2], 2
];
var CreatePolicyVersionResponse$ = [3, n0, _CPVRr,
    0,
    [_PV],
    [() => PolicyVersion$]
];
var CreateRoleRequest$ = [3, n0, _CRR,
    0,
    [_RN, _ARPD, _Pa, _D, _MSD, _PB, _T],
    [0, 0, 0, 0, 1, 0, () => tagListType], 2
];
var CreateRoleResponse$ = [3, n0, _CRRr,
    0,
    [_Ro],
    [() => Role$], 1
];
var CreateSAMLProviderRequest$ = [3, n0, _CSAMLPR,
    0,
    [_SAMLMD, _N, _T, _AEM, _APK],
    [0, 0, () => tagListType, 0, [() => privateKeyType, 0]], 2
];
var CreateSAMLProviderResponse$ = [3, n0, _CSAMLPRr,
    0,
    [_SAMLPA, _T],
    [0, () => tagListType]
];
var CreateServiceLinkedRoleRequest$ = [3, n0, _CSLRR,
    0,
    [_AWSSN, _D, _CS],
    [0, 0, 0], 1
];
var CreateServiceLinkedRoleResponse$ = [3, n0, _CSLRRr,
    0,
    [_Ro],
    [() => Role$]
];
var CreateServiceSpecificCredentialRequest$ = [3, n0, _CSSCR,
    0,
    [_UN, _SN, _CAD],
    [0, 0, 1], 2
];
var CreateServiceSpecificCredentialResponse$ = [3, n0, _CSSCRr,
    0,
    [_SSC],
    [[() => ServiceSpecificCredential$, 0]]
];
var CreateUserRequest$ = [3, n0, _CUR,
    0,
    [_UN, _Pa, _PB, _T],
    [0, 0, 0, () => tagListType], 1
];
var CreateUserResponse$ = [3, n0, _CURr,
    0,
    [_Us],
    [() => User$]
];
var CreateVirtualMFADeviceRequest$ = [3, n0, _CVMFADR,
    0,
    [_VMFADN, _Pa, _T],
    [0, 0, () => tagListType], 1
];
var CreateVirtualMFADeviceResponse$ = [3, n0, _CVMFADRr,
    0,
    [_VMFAD],
    [[() => VirtualMFADevice$, 0]], 1
];
var DeactivateMFADeviceRequest$ = [3, n0, _DMFADR,
    0,
    [_SNer, _UN],
    [0, 0], 1
];
var DelegationPermission$ = [3, n0, _DP,
    0,
    [_PTA, _Par],
    [0, () => policyParameterListType]
];
var DelegationRequest$ = [3, n0, _DR,
    0,
    [_DRI, _OAI, _D, _RM, _P, _PP, _RPRA, _OI, _AI, _St, _ET, _RI, _RNe, _CD, _SD, _RU, _No, _RR, _OSBO, _UT],
    [0, 0, 0, 0, () => DelegationPermission$, 0, 64 | 0, 0, 0, 0, 4, 0, 0, 4, 1, 0, 0, 0, 2, 4]
];
var DeleteAccessKeyRequest$ = [3, n0, _DAKR,
    0,
    [_AKI, _UN],
    [0, 0], 1
];
var DeleteAccountAliasRequest$ = [3, n0, _DAAR,
    0,
    [_AA],
    [0], 1
];
var DeleteGroupPolicyRequest$ = [3, n0, _DGPR,
    0,
    [_GN, _PN],
    [0, 0], 2
];
var DeleteGroupRequest$ = [3, n0, _DGR,
    0,
    [_GN],
    [0], 1
];
var DeleteInstanceProfileRequest$ = [3, n0, _DIPR,
    0,
    [_IPN],
    [0], 1
];
var DeleteLoginProfileRequest$ = [3, n0, _DLPR,
    0,
    [_UN],
    [0]
];
var DeleteOpenIDConnectProviderRequest$ = [3, n0, _DOIDCPR,
    0,
    [_OIDCPA],
    [0], 1
];
var DeletePolicyRequest$ = [3, n0, _DPR,
    0,
    [_PA],
    [0], 1
];
var DeletePolicyVersionRequest$ = [3, n0, _DPVR,
    0,
    [_PA, _VI],
    [0, 0], 2
];
var DeleteRolePermissionsBoundaryRequest$ = [3, n0, _DRPBR,
    0,
    [_RN],
    [0], 1
];
var DeleteRolePolicyRequest$ = [3, n0, _DRPR,
    0,
    [_RN, _PN],
    [0, 0], 2
];
var DeleteRoleRequest$ = [3, n0, _DRR,
    0,
    [_RN],
    [0], 1
];
var DeleteSAMLProviderRequest$ = [3, n0, _DSAMLPR,
    0,
    [_SAMLPA],
    [0], 1
];
var DeleteServerCertificateRequest$ = [3, n0, _DSCR,
    0,
    [_SCN],
    [0], 1
];
var DeleteServiceLinkedRoleRequest$ = [3, n0, _DSLRR,
    0,
    [_RN],
    [0], 1
];
var DeleteServiceLinkedRoleResponse$ = [3, n0, _DSLRRe,
    0,
    [_DTI],
    [0], 1
];
var DeleteServiceSpecificCredentialRequest$ = [3, n0, _DSSCR,
    0,
    [_SSCI, _UN],
    [0, 0], 1
];
var DeleteSigningCertificateRequest$ = [3, n0, _DSCRe,
    0,
    [_CI, _UN],
    [0, 0], 1
];
var DeleteSSHPublicKeyRequest$ = [3, n0, _DSSHPKR,
    0,
    [_UN, _SSHPKI],
    [0, 0], 2
];
var DeleteUserPermissionsBoundaryRequest$ = [3, n0, _DUPBR,
    0,
    [_UN],
    [0], 1
];
var DeleteUserPolicyRequest$ = [3, n0, _DUPR,
    0,
    [_UN, _PN],
    [0, 0], 2
];
var DeleteUserRequest$ = [3, n0, _DUR,
    0,
    [_UN],
    [0], 1
];
var DeleteVirtualMFADeviceRequest$ = [3, n0, _DVMFADR,
    0,
    [_SNer],
    [0], 1
];
var DeletionTaskFailureReasonType$ = [3, n0, _DTFRT,
    0,
    [_Re, _RUL],
    [0, () => RoleUsageListType]
];
var DetachGroupPolicyRequest$ = [3, n0, _DGPRe,
    0,
    [_GN, _PA],
    [0, 0], 2
];
var DetachRolePolicyRequest$ = [3, n0, _DRPRe,
    0,
    [_RN, _PA],
    [0, 0], 2
];
var DetachUserPolicyRequest$ = [3, n0, _DUPRe,
    0,
    [_UN, _PA],
    [0, 0], 2
];
var DisableOrganizationsRootCredentialsManagementRequest$ = [3, n0, _DORCMR,
    0,
    [],
    []
];
var DisableOrganizationsRootCredentialsManagementResponse$ = [3, n0, _DORCMRi,
    0,
    [_OIr, _EF],
    [0, 64 | 0]
];
var DisableOrganizationsRootSessionsRequest$ = [3, n0, _DORSR,
    0,
    [],
    []
];
var DisableOrganizationsRootSessionsResponse$ = [3, n0, _DORSRi,
    0,
    [_OIr, _EF],
    [0, 64 | 0]
];
var EnableMFADeviceRequest$ = [3, n0, _EMFADR,
    0,
    [_UN, _SNer, _AC, _ACu],
    [0, 0, 0, 0], 4
];
var EnableOrganizationsRootCredentialsManagementRequest$ = [3, n0, _EORCMR,
    0,
    [],
    []
];
var EnableOrganizationsRootCredentialsManagementResponse$ = [3, n0, _EORCMRn,
    0,
    [_OIr, _EF],
    [0, 64 | 0]
];
var EnableOrganizationsRootSessionsRequest$ = [3, n0, _EORSR,
    0,
    [],
    []
];
var EnableOrganizationsRootSessionsResponse$ = [3, n0, _EORSRn,
    0,
    [_OIr, _EF],
    [0, 64 | 0]
];
var EnableOutboundWebIdentityFederationResponse$ = [3, n0, _EOWIFR,
    0,
    [_II],
    [0]
];
var EntityDetails$ = [3, n0, _ED,
    0,
    [_EI, _LA],
    [() => EntityInfo$, 4], 1
];
var EntityInfo$ = [3, n0, _EI,
    0,
    [_A, _N, _Ty, _I, _Pa],
    [0, 0, 0, 0, 0], 4
];
var ErrorDetails$ = [3, n0, _EDr,
    0,
    [_M, _C],
    [0, 0], 2
];
var EvaluationResult$ = [3, n0, _ER,
    0,
    [_EAN, _EDv, _ERN, _MS, _MCV, _ODD, _PBDD, _EDD, _RSR],
    [0, 0, 0, () => StatementListType, 64 | 0, () => OrganizationsDecisionDetail$, () => PermissionsBoundaryDecisionDetail$, 128 | 0, () => ResourceSpecificResultListType], 2
];
var GenerateCredentialReportResponse$ = [3, n0, _GCRR,
    0,
    [_St, _D],
    [0, 0]
];
var GenerateOrganizationsAccessReportRequest$ = [3, n0, _GOARR,
    0,
    [_EP, _OPI],
    [0, 0], 1
];
var GenerateOrganizationsAccessReportResponse$ = [3, n0, _GOARRe,
    0,
    [_JI],
    [0]
];
var GenerateServiceLastAccessedDetailsRequest$ = [3, n0, _GSLADR,
    0,
    [_A, _Gr],
    [0, 0], 1
];
var GenerateServiceLastAccessedDetailsResponse$ = [3, n0, _GSLADRe,
    0,
    [_JI],
    [0]
];
var GetAccessKeyLastUsedRequest$ = [3, n0, _GAKLUR,
    0,
    [_AKI],
    [0], 1
];
var GetAccessKeyLastUsedResponse$ = [3, n0, _GAKLURe,
    0,
    [_UN, _AKLU],
    [0, () => AccessKeyLastUsed$]
];
var GetAccountAuthorizationDetailsRequest$ = [3, n0, _GAADR,
    0,
    [_F, _MI, _Ma],
    [64 | 0, 1, 0]
];
var GetAccountAuthorizationDetailsResponse$ = [3, n0, _GAADRe,
    0,
    [_UDL, _GDL, _RDL, _Pol, _IT, _Ma],
    [() => userDetailListType, () => groupDetailListType, () => roleDetailListType, () => ManagedPolicyDetailListType, 2, 0]
];
var GetAccountPasswordPolicyResponse$ = [3, n0, _GAPPR,
    0,
    [_PPa],
    [() => PasswordPolicy$], 1
];
var GetAccountPropertiesRequest$ = [3, n0, _GAPR,
    0,
    [],
    []
];
var GetAccountPropertiesResponse$ = [3, n0, _GAPRe,
    0,
    [_Pr],
    [128 | 0]
];
var GetAccountSummaryResponse$ = [3, n0, _GASR,
    0,
    [_SM],
    [128 | 1]
];
var GetContextKeysForCustomPolicyRequest$ = [3, n0, _GCKFCPR,
    0,
    [_PIL],
    [64 | 0], 1
];
var GetContextKeysForPolicyResponse$ = [3, n0, _GCKFPR,
    0,
    [_CKNo],
    [64 | 0]
];
var GetContextKeysForPrincipalPolicyRequest$ = [3, n0, _GCKFPPR,
    0,
    [_PSA, _PIL],
    [0, 64 | 0], 1
];
var GetCredentialReportResponse$ = [3, n0, _GCRRe,
    0,
    [_Co, _RF, _GT],
    [21, 0, 4]
];
var GetDelegationRequestRequest$ = [3, n0, _GDRR,
    0,
    [_DRI, _DPC],
    [0, 2], 1
];
var GetDelegationRequestResponse$ = [3, n0, _GDRRe,
    0,
    [_DR, _PCS, _PCR],
    [() => DelegationRequest$, 0, 0]
];
var GetGroupPolicyRequest$ = [3, n0, _GGPR,
    0,
    [_GN, _PN],
    [0, 0], 2
];
var GetGroupPolicyResponse$ = [3, n0, _GGPRe,
    0,
    [_GN, _PN, _PD],
    [0, 0, 0], 3
];
var GetGroupRequest$ = [3, n0, _GGR,
    0,
    [_GN, _Ma, _MI],
    [0, 0, 1], 1
];
var GetGroupResponse$ = [3, n0, _GGRe,
    0,
    [_G, _Use, _IT, _Ma],
    [() => Group$, () => userListType, 2, 0], 2
];
var GetHumanReadableSummaryRequest$ = [3, n0, _GHRSR,
    0,
    [_EA, _L],
    [0, 0], 1
];
var GetHumanReadableSummaryResponse$ = [3, n0, _GHRSRe,
    0,
    [_SC, _L, _SS],
    [0, 0, 0]
];
var GetInstanceProfileRequest$ = [3, n0, _GIPR,
    0,
    [_IPN],
    [0], 1
];
var GetInstanceProfileResponse$ = [3, n0, _GIPRe,
    0,
    [_IP],
    [() => InstanceProfile$], 1
];
var GetLoginProfileRequest$ = [3, n0, _GLPR,
    0,
    [_UN],
    [0]
];
var GetLoginProfileResponse$ = [3, n0, _GLPRe,
    0,
    [_LP],
    [() => LoginProfile$], 1
];
var GetMFADeviceRequest$ = [3, n0, _GMFADR,
    0,
    [_SNer, _UN],
    [0, 0], 1
];
var GetMFADeviceResponse$ = [3, n0, _GMFADRe,
    0,
    [_SNer, _UN, _EDn, _Ce],
    [0, 0, 4, 128 | 0], 1
];
var GetOpenIDConnectProviderRequest$ = [3, n0, _GOIDCPR,
    0,
    [_OIDCPA],
    [0], 1
];
var GetOpenIDConnectProviderResponse$ = [3, n0, _GOIDCPRe,
    0,
    [_U, _CIDL, _TL, _CD, _T],
    [0, 64 | 0, 64 | 0, 4, () => tagListType]
];
var GetOrganizationsAccessReportRequest$ = [3, n0, _GOARRet,
    0,
    [_JI, _MI, _Ma, _SK],
    [0, 1, 0, 0], 1
];
var GetOrganizationsAccessReportResponse$ = [3, n0, _GOARRetr,
    0,
    [_JS, _JCD, _JCDo, _NOSA, _NOSNA, _ADc, _IT, _Ma, _EDr],
    [0, 4, 4, 1, 1, () => AccessDetails, 2, 0, () => ErrorDetails$], 2
];
var GetOutboundWebIdentityFederationInfoResponse$ = [3, n0, _GOWIFIR,
    0,
    [_II, _JVE],
    [0, 2]
];
var GetPolicyRequest$ = [3, n0, _GPR,
    0,
    [_PA],
    [0], 1
];
var GetPolicyResponse$ = [3, n0, _GPRe,
    0,
    [_Po],
    [() => Policy$]
];
var GetPolicyVersionRequest$ = [3, n0, _GPVR,
    0,
    [_PA, _VI],
    [0, 0], 2
];
var GetPolicyVersionResponse$ = [3, n0, _GPVRe,
    0,
    [_PV],
    [() => PolicyVersion$]
];
var GetRolePolicyRequest$ = [3, n0, _GRPR,
    0,
    [_RN, _PN],
    [0, 0], 2
];
var GetRolePolicyResponse$ = [3, n0, _GRPRe,
    0,
    [_RN, _PN, _PD],
    [0, 0, 0], 3
];
var GetRoleRequest$ = [3, n0, _GRR,
    0,
    [_RN],
    [0], 1
];
var GetRoleResponse$ = [3, n0, _GRRe,
    0,
    [_Ro],
    [() => Role$], 1
];
var GetRoleTemplateVersionRequest$ = [3, n0, _GRTVR,
    0,
    [_TA, _MV],
    [0, 1], 1
];
var GetRoleTemplateVersionResponse$ = [3, n0, _GRTVRe,
    0,
    [_RTV],
    [() => RoleTemplateVersion$], 1
];
var GetSAMLProviderRequest$ = [3, n0, _GSAMLPR,
    0,
    [_SAMLPA],
    [0], 1
];
var GetSAMLProviderResponse$ = [3, n0, _GSAMLPRe,
    0,
    [_SAMLPUUID, _SAMLMD, _CD, _VU, _T, _AEM, _PKL],
    [0, 0, 4, 4, () => tagListType, 0, () => privateKeyList]
];
var GetServerCertificateRequest$ = [3, n0, _GSCR,
    0,
    [_SCN],
    [0], 1
];
var GetServerCertificateResponse$ = [3, n0, _GSCRe,
    0,
    [_SCe],
    [() => ServerCertificate$], 1
];
var GetServiceLastAccessedDetailsRequest$ = [3, n0, _GSLADRet,
    0,
    [_JI, _MI, _Ma],
    [0, 1, 0], 1
];
var GetServiceLastAccessedDetailsResponse$ = [3, n0, _GSLADRete,
    0,
    [_JS, _JCD, _SLA, _JCDo, _JT, _IT, _Ma, _E],
    [0, 4, () => ServicesLastAccessed, 4, 0, 2, 0, () => ErrorDetails$], 4
];
var GetServiceLastAccessedDetailsWithEntitiesRequest$ = [3, n0, _GSLADWER,
    0,
    [_JI, _SNe, _MI, _Ma],
    [0, 0, 1, 0], 2
];
var GetServiceLastAccessedDetailsWithEntitiesResponse$ = [3, n0, _GSLADWERe,
    0,
    [_JS, _JCD, _JCDo, _EDL, _IT, _Ma, _E],
    [0, 4, 4, () => entityDetailsListType, 2, 0, () => ErrorDetails$], 4
];
var GetServiceLinkedRoleDeletionStatusRequest$ = [3, n0, _GSLRDSR,
    0,
    [_DTI],
    [0], 1
];
var GetServiceLinkedRoleDeletionStatusResponse$ = [3, n0, _GSLRDSRe,
    0,
    [_S, _Re],
    [0, () => DeletionTaskFailureReasonType$], 1
];
var GetSSHPublicKeyRequest$ = [3, n0, _GSSHPKR,
    0,
    [_UN, _SSHPKI, _En],
    [0, 0, 0], 3
];
var GetSSHPublicKeyResponse$ = [3, n0, _GSSHPKRe,
    0,
    [_SSHPK],
    [() => SSHPublicKey$]
];
var GetUserPolicyRequest$ = [3, n0, _GUPR,
    0,
    [_UN, _PN],
    [0, 0], 2
];
var GetUserPolicyResponse$ = [3, n0, _GUPRe,
    0,
    [_UN, _PN, _PD],
    [0, 0, 0], 3
];
var GetUserRequest$ = [3, n0, _GUR,
    0,
    [_UN],
    [0]
];
var GetUserResponse$ = [3, n0, _GURe,
    0,
    [_Us],
    [() => User$], 1
];
var Group$ = [3, n0, _G,
    0,
    [_Pa, _GN, _GI, _A, _CD],
    [0, 0, 0, 0, 4], 5
];
var GroupDetail$ = [3, n0, _GD,
    0,
    [_Pa, _GN, _GI, _A, _CD, _GPL, _AMP],
    [0, 0, 0, 0, 4, () => policyDetailListType, () => attachedPoliciesListType]
];
var InlinePolicy$ = [3, n0, _IPn,
    0,
    [_PN, _PD],
    [0, 0], 2
];
var InlinePolicyIdentifierType$ = [3, n0, _IPIT,
    0,
    [_PN, _AT, _AN],
    [0, 0, 0], 3
];
var InstanceProfile$ = [3, n0, _IP,
    0,
    [_Pa, _IPN, _IPI, _A, _CD, _Rol, _T],
    [0, 0, 0, 0, 4, () => roleListType, () => tagListType], 6
];
var ListAccessKeysRequest$ = [3, n0, _LAKR,
    0,
    [_UN, _Ma, _MI],
    [0, 0, 1]
];
var ListAccessKeysResponse$ = [3, n0, _LAKRi,
    0,
    [_AKM, _IT, _Ma],
    [() => accessKeyMetadataListType, 2, 0], 1
];
var ListAccountAliasesRequest$ = [3, n0, _LAAR,
    0,
    [_Ma, _MI],
    [0, 1]
];
var ListAccountAliasesResponse$ = [3, n0, _LAARi,
    0,
    [_AAc, _IT, _Ma],
    [64 | 0, 2, 0], 1
];
var ListAttachedGroupPoliciesRequest$ = [3, n0, _LAGPR,
    0,
    [_GN, _PPat, _Ma, _MI],
    [0, 0, 0, 1], 1
];
var ListAttachedGroupPoliciesResponse$ = [3, n0, _LAGPRi,
    0,
    [_APt, _IT, _Ma],
    [() => attachedPoliciesListType, 2, 0]
];
var ListAttachedRolePoliciesRequest$ = [3, n0, _LARPR,
    0,
    [_RN, _PPat, _Ma, _MI],
    [0, 0, 0, 1], 1
];
var ListAttachedRolePoliciesResponse$ = [3, n0, _LARPRi,
    0,
    [_APt, _IT, _Ma],
    [() => attachedPoliciesListType, 2, 0]
];
var ListAttachedUserPoliciesRequest$ = [3, n0, _LAUPR,
    0,
    [_UN, _PPat, _Ma, _MI],
    [0, 0, 0, 1], 1
];
var ListAttachedUserPoliciesResponse$ = [3, n0, _LAUPRi,
    0,
    [_APt, _IT, _Ma],
    [() => attachedPoliciesListType, 2, 0]
];
var ListDelegationRequestsRequest$ = [3, n0, _LDRR,
    0,
    [_OI, _Ma, _MI],
    [0, 0, 1]
];
var ListDelegationRequestsResponse$ = [3, n0, _LDRRi,
    0,
    [_DRe, _Ma, _iT],
    [() => delegationRequestsListType, 0, 2]
];
var ListEntitiesForPolicyRequest$ = [3, n0, _LEFPR,
    0,
    [_PA, _EFn, _PPat, _PUF, _Ma, _MI],
    [0, 0, 0, 0, 0, 1], 1
];
var ListEntitiesForPolicyResponse$ = [3, n0, _LEFPRi,
    0,
    [_PG, _PU, _PR, _IT, _Ma],
    [() => PolicyGroupListType, () => PolicyUserListType, () => PolicyRoleListType, 2, 0]
];
var ListGroupPoliciesRequest$ = [3, n0, _LGPR,
    0,
    [_GN, _Ma, _MI],
    [0, 0, 1], 1
];
var ListGroupPoliciesResponse$ = [3, n0, _LGPRi,
    0,
    [_PNo, _IT, _Ma],
    [64 | 0, 2, 0], 1
];
var ListGroupsForUserRequest$ = [3, n0, _LGFUR,
    0,
    [_UN, _Ma, _MI],
    [0, 0, 1], 1
];
var ListGroupsForUserResponse$ = [3, n0, _LGFURi,
    0,
    [_Gro, _IT, _Ma],
    [() => groupListType, 2, 0], 1
];
var ListGroupsRequest$ = [3, n0, _LGR,
    0,
    [_PPat, _Ma, _MI],
    [0, 0, 1]
];
var ListGroupsResponse$ = [3, n0, _LGRi,
    0,
    [_Gro, _IT, _Ma],
    [() => groupListType, 2, 0], 1
];
var ListInstanceProfilesForRoleRequest$ = [3, n0, _LIPFRR,
    0,
    [_RN, _Ma, _MI],
    [0, 0, 1], 1
];
var ListInstanceProfilesForRoleResponse$ = [3, n0, _LIPFRRi,
    0,
    [_IPns, _IT, _Ma],
    [() => instanceProfileListType, 2, 0], 1
];
var ListInstanceProfilesRequest$ = [3, n0, _LIPR,
    0,
    [_PPat, _Ma, _MI],
    [0, 0, 1]
];
var ListInstanceProfilesResponse$ = [3, n0, _LIPRi,
    0,
    [_IPns, _IT, _Ma],
    [() => instanceProfileListType, 2, 0], 1
];
var ListInstanceProfileTagsRequest$ = [3, n0, _LIPTR,
    0,
    [_IPN, _Ma, _MI],
    [0, 0, 1], 1
];
var ListInstanceProfileTagsResponse$ = [3, n0, _LIPTRi,
    0,
    [_T, _IT, _Ma],
    [() => tagListType, 2, 0], 1
];
var ListMFADevicesRequest$ = [3, n0, _LMFADR,
    0,
    [_UN, _Ma, _MI],
    [0, 0, 1]
];
var ListMFADevicesResponse$ = [3, n0, _LMFADRi,
    0,
    [_MFAD, _IT, _Ma],
    [() => mfaDeviceListType, 2, 0], 1
];
var ListMFADeviceTagsRequest$ = [3, n0, _LMFADTR,
    0,
    [_SNer, _Ma, _MI],
    [0, 0, 1], 1
];
var ListMFADeviceTagsResponse$ = [3, n0, _LMFADTRi,
    0,
    [_T, _IT, _Ma],
    [() => tagListType, 2, 0], 1
];
var ListOpenIDConnectProvidersRequest$ = [3, n0, _LOIDCPR,
    0,
    [],
    []
];
var ListOpenIDConnectProvidersResponse$ = [3, n0, _LOIDCPRi,
    0,
    [_OIDCPL],
    [() => OpenIDConnectProviderListType]
];
var ListOpenIDConnectProviderTagsRequest$ = [3, n0, _LOIDCPTR,
    0,
    [_OIDCPA, _Ma, _MI],
    [0, 0, 1], 1
];
var ListOpenIDConnectProviderTagsResponse$ = [3, n0, _LOIDCPTRi,
    0,
    [_T, _IT, _Ma],
    [() => tagListType, 2, 0], 1
];
var ListOrganizationsFeaturesRequest$ = [3, n0, _LOFR,
    0,
    [],
    []
];
var ListOrganizationsFeaturesResponse$ = [3, n0, _LOFRi,
    0,
    [_OIr, _EF],
    [0, 64 | 0]
];
var ListPoliciesGrantingServiceAccessEntry$ = [3, n0, _LPGSAE,
    0,
    [_SNe, _Pol],
    [0, () => policyGrantingServiceAccessListType]
];
var ListPoliciesGrantingServiceAccessRequest$ = [3, n0, _LPGSAR,
    0,
    [_A, _SNerv, _Ma],
    [0, 64 | 0, 0], 2
];
var ListPoliciesGrantingServiceAccessResponse$ = [3, n0, _LPGSARi,
    0,
    [_PGSA, _IT, _Ma],
    [() => listPolicyGrantingServiceAccessResponseListType, 2, 0], 1
];
var ListPoliciesRequest$ = [3, n0, _LPR,
    0,
    [_Sc, _OA, _PPat, _PUF, _Ma, _MI],
    [0, 2, 0, 0, 0, 1]
];
var ListPoliciesResponse$ = [3, n0, _LPRi,
    0,
    [_Pol, _IT, _Ma],
    [() => policyListType, 2, 0]
];
var ListPolicyTagsRequest$ = [3, n0, _LPTR,
    0,
    [_PA, _Ma, _MI],
    [0, 0, 1], 1
];
var ListPolicyTagsResponse$ = [3, n0, _LPTRi,
    0,
    [_T, _IT, _Ma],
    [() => tagListType, 2, 0], 1
];
var ListPolicyVersionsRequest$ = [3, n0, _LPVR,
    0,
    [_PA, _Ma, _MI],
    [0, 0, 1], 1
];
var ListPolicyVersionsResponse$ = [3, n0, _LPVRi,
    0,
    [_V, _IT, _Ma],
    [() => policyDocumentVersionListType, 2, 0]
];
var ListRolePoliciesRequest$ = [3, n0, _LRPR,
    0,
    [_RN, _Ma, _MI],
    [0, 0, 1], 1
];
var ListRolePoliciesResponse$ = [3, n0, _LRPRi,
    0,
    [_PNo, _IT, _Ma],
    [64 | 0, 2, 0], 1
];
var ListRolesRequest$ = [3, n0, _LRR,
    0,
    [_PPat, _Ma, _MI],
    [0, 0, 1]
];
var ListRolesResponse$ = [3, n0, _LRRi,
    0,
    [_Rol, _IT, _Ma],
    [() => roleListType, 2, 0], 1
];
var ListRoleTagsRequest$ = [3, n0, _LRTR,
    0,
    [_RN, _Ma, _MI],
    [0, 0, 1], 1
];
var ListRoleTagsResponse$ = [3, n0, _LRTRi,
    0,
    [_T, _IT, _Ma],
    [() => tagListType, 2, 0], 1
];
var ListSAMLProvidersRequest$ = [3, n0, _LSAMLPR,
    0,
    [],
    []
];
var ListSAMLProvidersResponse$ = [3, n0, _LSAMLPRi,
    0,
    [_SAMLPL],
    [() => SAMLProviderListType]
];
var ListSAMLProviderTagsRequest$ = [3, n0, _LSAMLPTR,
    0,
    [_SAMLPA, _Ma, _MI],
    [0, 0, 1], 1
];
var ListSAMLProviderTagsResponse$ = [3, n0, _LSAMLPTRi,
    0,
    [_T, _IT, _Ma],
    [() => tagListType, 2, 0], 1
];
var ListServerCertificatesRequest$ = [3, n0, _LSCR,
    0,
    [_PPat, _Ma, _MI],
    [0, 0, 1]
];
var ListServerCertificatesResponse$ = [3, n0, _LSCRi,
    0,
    [_SCML, _IT, _Ma],
    [() => serverCertificateMetadataListType, 2, 0], 1
];
var ListServerCertificateTagsRequest$ = [3, n0, _LSCTR,
    0,
    [_SCN, _Ma, _MI],
    [0, 0, 1], 1
];
var ListServerCertificateTagsResponse$ = [3, n0, _LSCTRi,
    0,
    [_T, _IT, _Ma],
    [() => tagListType, 2, 0], 1
];
var ListServiceSpecificCredentialsRequest$ = [3, n0, _LSSCR,
    0,
    [_UN, _SN, _AU, _Ma, _MI],
    [0, 0, 2, 0, 1]
];
var ListServiceSpecificCredentialsResponse$ = [3, n0, _LSSCRi,
    0,
    [_SSCe, _Ma, _IT],
    [() => ServiceSpecificCredentialsListType, 0, 2]
];
var ListSigningCertificatesRequest$ = [3, n0, _LSCRis,
    0,
    [_UN, _Ma, _MI],
    [0, 0, 1]
];
var ListSigningCertificatesResponse$ = [3, n0, _LSCRist,
    0,
    [_Cer, _IT, _Ma],
    [() => certificateListType, 2, 0], 1
];
var ListSSHPublicKeysRequest$ = [3, n0, _LSSHPKR,
    0,
    [_UN, _Ma, _MI],
    [0, 0, 1]
];
var ListSSHPublicKeysResponse$ = [3, n0, _LSSHPKRi,
    0,
    [_SSHPKu, _IT, _Ma],
    [() => SSHPublicKeyListType, 2, 0]
];
var ListUserPoliciesRequest$ = [3, n0, _LUPR,
    0,
    [_UN, _Ma, _MI],
    [0, 0, 1], 1
];
var ListUserPoliciesResponse$ = [3, n0, _LUPRi,
    0,
    [_PNo, _IT, _Ma],
    [64 | 0, 2, 0], 1
];
var ListUsersRequest$ = [3, n0, _LUR,
    0,
    [_PPat, _Ma, _MI],
    [0, 0, 1]
];
var ListUsersResponse$ = [3, n0, _LURi,
    0,
    [_Use, _IT, _Ma],
    [() => userListType, 2, 0], 1
];
var ListUserTagsRequest$ = [3, n0, _LUTR,
    0,
    [_UN, _Ma, _MI],
    [0, 0, 1], 1
];
var ListUserTagsResponse$ = [3, n0, _LUTRi,
    0,
    [_T, _IT, _Ma],
    [() => tagListType, 2, 0], 1
];
var ListVirtualMFADevicesRequest$ = [3, n0, _LVMFADR,
    0,
    [_AS, _Ma, _MI],
    [0, 0, 1]
];
var ListVirtualMFADevicesResponse$ = [3, n0, _LVMFADRi,
    0,
    [_VMFADi, _IT, _Ma],
    [[() => virtualMFADeviceListType, 0], 2, 0], 1
];
var LoginProfile$ = [3, n0, _LP,
    0,
    [_UN, _CD, _PRR],
    [0, 4, 2], 2
];
var ManagedPolicyDetail$ = [3, n0, _MPD,
    0,
    [_PN, _PI, _A, _Pa, _DVI, _ACt, _PBUC, _IA, _D, _CD, _UD, _PVL],
    [0, 0, 0, 0, 0, 1, 1, 2, 0, 4, 4, () => policyDocumentVersionListType]
];
var MFADevice$ = [3, n0, _MFADe,
    0,
    [_UN, _SNer, _EDn],
    [0, 0, 4], 3
];
var OpenIDConnectProviderListEntry$ = [3, n0, _OIDCPLE,
    0,
    [_A],
    [0]
];
var OrderedOrganizationPolicyType$ = [3, n0, _OOPT,
    0,
    [_SCPIL],
    [64 | 0]
];
var OrganizationsDecisionDetail$ = [3, n0, _ODD,
    0,
    [_ABO],
    [2]
];
var ParameterDefinition$ = [3, n0, _PDa,
    0,
    [_N, _Ty, _ST, _D, _IR, _DV, _Im],
    [0, 0, 0, 0, 2, 0, 2], 2
];
var PasswordPolicy$ = [3, n0, _PPa,
    0,
    [_MPL, _RS, _RNeq, _RUC, _RLC, _AUTCP, _EPx, _MPA, _PRP, _HE],
    [1, 2, 2, 2, 2, 2, 2, 1, 1, 2]
];
var PermissionsBoundaryDecisionDetail$ = [3, n0, _PBDD,
    0,
    [_ABPB],
    [2]
];
var Policy$ = [3, n0, _Po,
    0,
    [_PN, _PI, _A, _Pa, _DVI, _ACt, _PBUC, _IA, _D, _CD, _UD, _T],
    [0, 0, 0, 0, 0, 1, 1, 2, 0, 4, 4, () => tagListType]
];
var PolicyDetail$ = [3, n0, _PDo,
    0,
    [_PN, _PD],
    [0, 0]
];
var PolicyGrantingServiceAccess$ = [3, n0, _PGSAo,
    0,
    [_PN, _PT, _PA, _ETn, _EN],
    [0, 0, 0, 0, 0], 2
];
var PolicyGroup$ = [3, n0, _PGo,
    0,
    [_GN, _GI],
    [0, 0]
];
var PolicyParameter$ = [3, n0, _PPo,
    0,
    [_N, _Va, _Ty],
    [0, 64 | 0, 0]
];
var PolicyRole$ = [3, n0, _PRo,
    0,
    [_RN, _RIo],
    [0, 0]
];
var PolicyUser$ = [3, n0, _PUo,
    0,
    [_UN, _UI],
    [0, 0]
];
var PolicyVersion$ = [3, n0, _PV,
    0,
    [_Do, _VI, _IDV, _CD],
    [0, 0, 2, 4]
];
var Position$ = [3, n0, _Pos,
    0,
    [_Li, _Col],
    [1, 1]
];
var PutAccountPropertiesRequest$ = [3, n0, _PAPR,
    0,
    [_Pr],
    [128 | 0], 1
];
var PutAccountPropertiesResponse$ = [3, n0, _PAPRu,
    0,
    [],
    []
];
var PutGroupPolicyRequest$ = [3, n0, _PGPR,
    0,
    [_GN, _PN, _PD],
    [0, 0, 0], 3
];
var PutRolePermissionsBoundaryRequest$ = [3, n0, _PRPBR,
    0,
    [_RN, _PB],
    [0, 0], 2
];
var PutRolePolicyRequest$ = [3, n0, _PRPR,
    0,
    [_RN, _PN, _PD],
    [0, 0, 0], 3
];
var PutUserPermissionsBoundaryRequest$ = [3, n0, _PUPBR,
    0,
    [_UN, _PB],
    [0, 0], 2
];
var PutUserPolicyRequest$ = [3, n0, _PUPR,
    0,
    [_UN, _PN, _PD],
    [0, 0, 0], 3
];
var RejectDelegationRequestRequest$ = [3, n0, _RDRR,
    0,
    [_DRI, _No],
    [0, 0], 1
];
var RemoveClientIDFromOpenIDConnectProviderRequest$ = [3, n0, _RCIDFOIDCPR,
    0,
    [_OIDCPA, _CID],
    [0, 0], 2
];
var RemoveRoleFromInstanceProfileRequest$ = [3, n0, _RRFIPR,
    0,
    [_IPN, _RN],
    [0, 0], 2
];
var RemoveUserFromGroupRequest$ = [3, n0, _RUFGR,
    0,
    [_GN, _UN],
    [0, 0], 2
];
var ReplacementValueEntry$ = [3, n0, _RVE,
    0,
    [_Va],
    [64 | 0], 1
];
var ResetServiceSpecificCredentialRequest$ = [3, n0, _RSSCR,
    0,
    [_SSCI, _UN],
    [0, 0], 1
];
var ResetServiceSpecificCredentialResponse$ = [3, n0, _RSSCRe,
    0,
    [_SSC],
    [[() => ServiceSpecificCredential$, 0]]
];
var ResourceSpecificResult$ = [3, n0, _RSRe,
    0,
    [_ERN, _ERD, _MS, _MCV, _EDD, _PBDD],
    [0, 0, () => StatementListType, 64 | 0, 128 | 0, () => PermissionsBoundaryDecisionDetail$], 2
];
var ResyncMFADeviceRequest$ = [3, n0, _RMFADR,
    0,
    [_UN, _SNer, _AC, _ACu],
    [0, 0, 0, 0], 4
];
var Role$ = [3, n0, _Ro,
    0,
    [_Pa, _RN, _RIo, _A, _CD, _ARPD, _D, _MSD, _PB, _T, _RLU, _SRT],
    [0, 0, 0, 0, 4, 0, 0, 1, () => AttachedPermissionsBoundary$, () => tagListType, () => RoleLastUsed$, () => SourceRoleTemplate$], 5
];
var RoleDetail$ = [3, n0, _RD,
    0,
    [_Pa, _RN, _RIo, _A, _CD, _ARPD, _IPL, _RPL, _AMP, _PB, _T, _RLU],
    [0, 0, 0, 0, 4, 0, () => instanceProfileListType, () => policyDetailListType, () => attachedPoliciesListType, () => AttachedPermissionsBoundary$, () => tagListType, () => RoleLastUsed$]
];
var RoleLastUsed$ = [3, n0, _RLU,
    0,
    [_LUD, _R],
    [4, 0]
];
var RoleTemplateVersion$ = [3, n0, _RTV,
    0,
    [_TA, _TN, _TVI, _D, _MVa, _DMV, _MBT, _MBV, _Ena, _MV, _RNP, _RPP, _RDP, _ARPDT, _IPT, _MPAa, _PBAe, _PDar, _RTT, _MSD, _VE, _CT, _UTp],
    [0, 0, 0, 0, 1, 1, 0, 0, 2, 1, 0, 0, 0, 0, () => inlinePolicyTemplateListType, 64 | 0, 0, () => parametersDefinitionListType, () => tagTemplateListType, 1, 2, 4, 4]
];
var RoleUsageType$ = [3, n0, _RUT,
    0,
    [_R, _Res],
    [0, 64 | 0]
];
var SAMLPrivateKey$ = [3, n0, _SAMLPK,
    0,
    [_KI, _Ti],
    [0, 4]
];
var SAMLProviderListEntry$ = [3, n0, _SAMLPLE,
    0,
    [_A, _VU, _CD],
    [0, 4, 4]
];
var SendDelegationTokenRequest$ = [3, n0, _SDTR,
    0,
    [_DRI],
    [0], 1
];
var ServerCertificate$ = [3, n0, _SCe,
    0,
    [_SCM, _CB, _CC, _T],
    [() => ServerCertificateMetadata$, 0, 0, () => tagListType], 2
];
var ServerCertificateMetadata$ = [3, n0, _SCM,
    0,
    [_Pa, _SCN, _SCI, _A, _UDp, _Ex],
    [0, 0, 0, 0, 4, 4], 4
];
var ServiceLastAccessed$ = [3, n0, _SLAe,
    0,
    [_SN, _SNe, _LA, _LAE, _LAR, _TAE, _TALA],
    [0, 0, 4, 0, 0, 1, () => TrackedActionsLastAccessed], 2
];
var ServiceSpecificCredential$ = [3, n0, _SSC,
    0,
    [_CD, _SN, _SSCI, _UN, _S, _EDx, _SUN, _SP, _SCA, _SCS],
    [4, 0, 0, 0, 0, 4, 0, [() => servicePassword, 0], 0, [() => serviceCredentialSecret, 0]], 5
];
var ServiceSpecificCredentialMetadata$ = [3, n0, _SSCM,
    0,
    [_UN, _S, _CD, _SSCI, _SN, _SUN, _SCA, _EDx],
    [0, 0, 4, 0, 0, 0, 0, 4], 5
];
var SetDefaultPolicyVersionRequest$ = [3, n0, _SDPVR,
    0,
    [_PA, _VI],
    [0, 0], 2
];
var SetSecurityTokenServicePreferencesRequest$ = [3, n0, _SSTSPR,
    0,
    [_GETV],
    [0], 1
];
var SigningCertificate$ = [3, n0, _SCi,
    0,
    [_UN, _CI, _CB, _S, _UDp],
    [0, 0, 0, 0, 4], 4
];
var SimulateCustomPolicyRequest$ = [3, n0, _SCPR,
    0,
    [_PIL, _ANc, _PBPIL, _OOPIL, _RA, _RP, _RO, _CA, _CEo, _RHO, _MI, _Ma],
    [64 | 0, 64 | 0, 64 | 0, () => OrganizationPolicyListType, 64 | 0, 0, 0, 0, () => ContextEntryListType, 0, 1, 0], 2
];
var SimulatePolicyResponse$ = [3, n0, _SPR,
    0,
    [_ERv, _IT, _Ma],
    [() => EvaluationResultsListType, 2, 0]
];
var SimulatePrincipalPolicyRequest$ = [3, n0, _SPPR,
    0,
    [_PSA, _ANc, _PIL, _PBPIL, _PEL, _RA, _RP, _RO, _CA, _CEo, _RHO, _MI, _Ma],
    [0, 64 | 0, 64 | 0, 64 | 0, () => PolicyExclusionsListType, 64 | 0, 0, 0, 0, () => ContextEntryListType, 0, 1, 0], 2
];
var SourceRoleTemplate$ = [3, n0, _SRT,
    0,
    [_TA, _TMV],
    [0, 1], 2
];
var SSHPublicKey$ = [3, n0, _SSHPK,
    0,
    [_UN, _SSHPKI, _Fi, _SSHPKB, _S, _UDp],
    [0, 0, 0, 0, 0, 4], 5
];
var SSHPublicKeyMetadata$ = [3, n0, _SSHPKM,
    0,
    [_UN, _SSHPKI, _S, _UDp],
    [0, 0, 0, 4], 4
];
var Statement$ = [3, n0, _Sta,
    0,
    [_SPI, _SPT, _SPt, _EPn],
    [0, 0, () => Position$, () => Position$]
];
var Tag$ = [3, n0, _Ta,
    0,
    [_K, _Val],
    [0, 0], 2
];
var TagInstanceProfileRequest$ = [3, n0, _TIPR,
    0,
    [_IPN, _T],
    [0, () => tagListType], 2
];
var TagMFADeviceRequest$ = [3, n0, _TMFADR,
    0,
    [_SNer, _T],
    [0, () => tagListType], 2
];
var TagOpenIDConnectProviderRequest$ = [3, n0, _TOIDCPR,
    0,
    [_OIDCPA, _T],
    [0, () => tagListType], 2
];
var TagPolicyRequest$ = [3, n0, _TPR,
    0,
    [_PA, _T],
    [0, () => tagListType], 2
];
var TagRoleRequest$ = [3, n0, _TRR,
    0,
    [_RN, _T],
    [0, () => tagListType], 2
];
var TagSAMLProviderRequest$ = [3, n0, _TSAMLPR,
    0,
    [_SAMLPA, _T],
    [0, () => tagListType], 2
];
var TagServerCertificateRequest$ = [3, n0, _TSCR,
    0,
    [_SCN, _T],
    [0, () => tagListType], 2
];
var TagTemplate$ = [3, n0, _TT,
    0,
    [_K, _Val],
    [0, 0], 2
];
var TagUserRequest$ = [3, n0, _TUR,
    0,
    [_UN, _T],
    [0, () => tagListType], 2
];
var TrackedActionLastAccessed$ = [3, n0, _TALAr,
    0,
    [_ANct, _LAEa, _LATa, _LARa],
    [0, 0, 4, 0]
];
var UntagInstanceProfileRequest$ = [3, n0, _UIPR,
    0,
    [_IPN, _TK],
    [0, 64 | 0], 2
];
var UntagMFADeviceRequest$ = [3, n0, _UMFADR,
    0,
    [_SNer, _TK],
    [0, 64 | 0], 2
];
var UntagOpenIDConnectProviderRequest$ = [3, n0, _UOIDCPR,
    0,
    [_OIDCPA, _TK],
    [0, 64 | 0], 2
];
var UntagPolicyRequest$ = [3, n0, _UPR,
    0,
    [_PA, _TK],
    [0, 64 | 0], 2
];
var UntagRoleRequest$ = [3, n0, _URR,
    0,
    [_RN, _TK],
    [0, 64 | 0], 2
];
var UntagSAMLProviderRequest$ = [3, n0, _USAMLPR,
    0,
    [_SAMLPA, _TK],
    [0, 64 | 0], 2
];
var UntagServerCertificateRequest$ = [3, n0, _USCR,
    0,
    [_SCN, _TK],
    [0, 64 | 0], 2
];
var UntagUserRequest$ = [3, n0, _UUR,
    0,
    [_UN, _TK],
    [0, 64 | 0], 2
];
var UpdateAccessKeyRequest$ = [3, n0, _UAKR,
    0,
    [_AKI, _S, _UN],
    [0, 0, 0], 2
];
var UpdateAccountPasswordPolicyRequest$ = [3, n0, _UAPPR,
    0,
    [_MPL, _RS, _RNeq, _RUC, _RLC, _AUTCP, _MPA, _PRP, _HE],
    [1, 2, 2, 2, 2, 2, 1, 1, 2]
];
var UpdateAssumeRolePolicyRequest$ = [3, n0, _UARPR,
    0,
    [_RN, _PD],
    [0, 0], 2
];
var UpdateDelegationRequestRequest$ = [3, n0, _UDRR,
    0,
    [_DRI, _No],
    [0, 0], 1
];
var UpdateGroupRequest$ = [3, n0, _UGR,
    0,
    [_GN, _NPe, _NGN],
    [0, 0, 0], 1
];
var UpdateLoginProfileRequest$ = [3, n0, _ULPR,
    0,
    [_UN, _Pas, _PRR],
    [0, [() => passwordType, 0], 2], 1
];
var UpdateOpenIDConnectProviderThumbprintRequest$ = [3, n0, _UOIDCPTR,
    0,
    [_OIDCPA, _TL],
    [0, 64 | 0], 2
];
var UpdateRoleDescriptionRequest$ = [3, n0, _URDR,
    0,
    [_RN, _D],
    [0, 0], 2
];
var UpdateRoleDescriptionResponse$ = [3, n0, _URDRp,
    0,
    [_Ro],
    [() => Role$]
];
var UpdateRoleRequest$ = [3, n0, _URRp,
    0,
    [_RN, _D, _MSD],
    [0, 0, 1], 1
];
var UpdateRoleResponse$ = [3, n0, _URRpd,
    0,
    [],
    []
];
var UpdateSAMLProviderRequest$ = [3, n0, _USAMLPRp,
    0,
    [_SAMLPA, _SAMLMD, _AEM, _APK, _RPK],
    [0, 0, 0, [() => privateKeyType, 0], 0], 1
];
var UpdateSAMLProviderResponse$ = [3, n0, _USAMLPRpd,
    0,
    [_SAMLPA],
    [0]
];
var UpdateServerCertificateRequest$ = [3, n0, _USCRp,
    0,
    [_SCN, _NPe, _NSCN],
    [0, 0, 0], 1
];
var UpdateServiceSpecificCredentialRequest$ = [3, n0, _USSCR,
    0,
    [_SSCI, _S, _UN],
    [0, 0, 0], 2
];
var UpdateSigningCertificateRequest$ = [3, n0, _USCRpd,
    0,
    [_CI, _S, _UN],
    [0, 0, 0], 2
];
var UpdateSSHPublicKeyRequest$ = [3, n0, _USSHPKR,
    0,
    [_UN, _SSHPKI, _S],
    [0, 0, 0], 3
];
var UpdateUserRequest$ = [3, n0, _UURp,
    0,
    [_UN, _NPe, _NUN],
    [0, 0, 0], 1
];
var UploadServerCertificateRequest$ = [3, n0, _USCRpl,
    0,
    [_SCN, _CB, _PK, _Pa, _CC, _T],
    [0, 0, [() => privateKeyType, 0], 0, 0, () => tagListType], 3
];
var UploadServerCertificateResponse$ = [3, n0, _USCRplo,
    0,
    [_SCM, _T],
    [() => ServerCertificateMetadata$, () => tagListType]
];
var UploadSigningCertificateRequest$ = [3, n0, _USCRploa,
    0,
    [_CB, _UN],
    [0, 0], 1
];
var UploadSigningCertificateResponse$ = [3, n0, _USCRpload,
    0,
    [_Cert],
    [() => SigningCertificate$], 1
];
var UploadSSHPublicKeyRequest$ = [3, n0, _USSHPKRp,
    0,
    [_UN, _SSHPKB],
    [0, 0], 2
];
var UploadSSHPublicKeyResponse$ = [3, n0, _USSHPKRpl,
    0,
    [_SSHPK],
    [() => SSHPublicKey$]
];
var User$ = [3, n0, _Us,
    0,
    [_Pa, _UN, _UI, _A, _CD, _PLU, _PB, _T],
    [0, 0, 0, 0, 4, 4, () => AttachedPermissionsBoundary$, () => tagListType], 5
];
var UserDetail$ = [3, n0, _UDs,
    0,
    [_Pa, _UN, _UI, _A, _CD, _UPL, _GL, _AMP, _PB, _T],
    [0, 0, 0, 0, 4, () => policyDetailListType, 64 | 0, () => attachedPoliciesListType, () => AttachedPermissionsBoundary$, () => tagListType]
];
var VirtualMFADevice$ = [3, n0, _VMFAD,
    0,
    [_SNer, _BSS, _QRCPNG, _Us, _EDn, _T],
    [0, [() => BootstrapDatum, 0], [() => BootstrapDatum, 0], () => User$, 4, () => tagListType], 1
];
var __Unit = "unit";
var AccessDetails = [1, n0, _ADc,
    0, () => AccessDetail$
];
var accessKeyMetadataListType = [1, n0, _aKMLT,
    0, () => AccessKeyMetadata$
];
var accountAliasListType = (/* unused pure expression or super */ null && (64 | 0));
var ActionNameListType = (/* unused pure expression or super */ null && (64 | 0));
var ArnListType = (/* unused pure expression or super */ null && (64 | 0));
var attachedPoliciesListType = [1, n0, _aPLT,
    0, () => AttachedPolicy$
];
var certificateListType = [1, n0, _cLT,
    0, () => SigningCertificate$
];
var clientIDListType = (/* unused pure expression or super */ null && (64 | 0));
var ContextEntryListType = [1, n0, _CELT,
    0, () => ContextEntry$
];
var ContextKeyNamesResultListType = (/* unused pure expression or super */ null && (64 | 0));
var ContextKeyValueListType = (/* unused pure expression or super */ null && (64 | 0));
var delegationRequestsListType = [1, n0, _dRLT,
    0, () => DelegationRequest$
];
var entityDetailsListType = [1, n0, _eDLT,
    0, () => EntityDetails$
];
var entityListType = (/* unused pure expression or super */ null && (64 | 0));
var EvaluationResultsListType = [1, n0, _ERLT,
    0, () => EvaluationResult$
];
var FeaturesListType = (/* unused pure expression or super */ null && (64 | 0));
var groupDetailListType = [1, n0, _gDLT,
    0, () => GroupDetail$
];
var groupListType = [1, n0, _gLT,
    0, () => Group$
];
var groupNameListType = (/* unused pure expression or super */ null && (64 | 0));
var inlinePolicyTemplateListType = [1, n0, _iPTLT,
    0, () => InlinePolicy$
];
var instanceProfileListType = [1, n0, _iPLT,
    0, () => InstanceProfile$
];
var listPolicyGrantingServiceAccessResponseListType = [1, n0, _lPGSARLT,
    0, () => ListPoliciesGrantingServiceAccessEntry$
];
var managedPolicyArnListType = (/* unused pure expression or super */ null && (64 | 0));
var ManagedPolicyDetailListType = [1, n0, _MPDLT,
    0, () => ManagedPolicyDetail$
];
var mfaDeviceListType = [1, n0, _mDLT,
    0, () => MFADevice$
];
var OpenIDConnectProviderListType = [1, n0, _OIDCPLT,
    0, () => OpenIDConnectProviderListEntry$
];
var OrganizationPolicyListType = [1, n0, _OPLT,
    0, () => OrderedOrganizationPolicyType$
];
var parametersDefinitionListType = [1, n0, _pDLT,
    0, () => ParameterDefinition$
];
var policyDetailListType = [1, n0, _pDLTo,
    0, () => PolicyDetail$
];
var policyDocumentVersionListType = [1, n0, _pDVLT,
    0, () => PolicyVersion$
];
var PolicyExclusionsListType = [1, n0, _PELT,
    0, () => PolicyIdentifier$
];
var policyGrantingServiceAccessListType = [1, n0, _pGSALT,
    0, () => PolicyGrantingServiceAccess$
];
var PolicyGroupListType = [1, n0, _PGLT,
    0, () => PolicyGroup$
];
var policyListType = [1, n0, _pLT,
    0, () => Policy$
];
var policyNameListType = (/* unused pure expression or super */ null && (64 | 0));
var policyParameterListType = [1, n0, _pPLT,
    0, () => PolicyParameter$
];
var policyParameterValuesListType = (/* unused pure expression or super */ null && (64 | 0));
var PolicyRoleListType = [1, n0, _PRLT,
    0, () => PolicyRole$
];
var PolicyUserListType = [1, n0, _PULT,
    0, () => PolicyUser$
];
var privateKeyList = [1, n0, _pKL,
    0, () => SAMLPrivateKey$
];
var replacementValueListType = (/* unused pure expression or super */ null && (64 | 0));
var ResourceNameListType = (/* unused pure expression or super */ null && (64 | 0));
var ResourceSpecificResultListType = [1, n0, _RSRLT,
    0, () => ResourceSpecificResult$
];
var roleDetailListType = [1, n0, _rDLT,
    0, () => RoleDetail$
];
var roleListType = [1, n0, _rLT,
    0, () => Role$
];
var rolePermissionRestrictionArnListType = (/* unused pure expression or super */ null && (64 | 0));
var RoleUsageListType = [1, n0, _RULT,
    0, () => RoleUsageType$
];
var SAMLProviderListType = [1, n0, _SAMLPLT,
    0, () => SAMLProviderListEntry$
];
var serverCertificateMetadataListType = [1, n0, _sCMLT,
    0, () => ServerCertificateMetadata$
];
var serviceNamespaceListType = (/* unused pure expression or super */ null && (64 | 0));
var ServicesLastAccessed = [1, n0, _SLA,
    0, () => ServiceLastAccessed$
];
var ServiceSpecificCredentialsListType = [1, n0, _SSCLT,
    0, () => ServiceSpecificCredentialMetadata$
];
var SimulationPolicyListType = (/* unused pure expression or super */ null && (64 | 0));
var SSHPublicKeyListType = [1, n0, _SSHPKLT,
    0, () => SSHPublicKeyMetadata$
];
var StatementListType = [1, n0, _SLT,
    0, () => Statement$
];
var tagKeyListType = (/* unused pure expression or super */ null && (64 | 0));
var tagListType = [1, n0, _tLT,
    0, () => Tag$
];
var tagTemplateListType = [1, n0, _tTLT,
    0, () => TagTemplate$
];
var thumbprintListType = (/* unused pure expression or super */ null && (64 | 0));
var TrackedActionsLastAccessed = [1, n0, _TALA,
    0, () => TrackedActionLastAccessed$
];
var userDetailListType = [1, n0, _uDLT,
    0, () => UserDetail$
];
var userListType = [1, n0, _uLT,
    0, () => User$
];
var virtualMFADeviceListType = [1, n0, _vMFADLT,
    0, [() => VirtualMFADevice$,
        0]
];
var accountPropertiesMapType = (/* unused pure expression or super */ null && (128 | 0));
var CertificationMapType = (/* unused pure expression or super */ null && (128 | 0));
var EvalDecisionDetailsType = (/* unused pure expression or super */ null && (128 | 0));
var mapStringReplacementValueEntry = [2, n0, _mSRVE,
    0, 0, () => ReplacementValueEntry$
];
var summaryMapType = (/* unused pure expression or super */ null && (128 | 1));
var PolicyIdentifier$ = [4, n0, _PIo,
    0,
    [_PT, _PA, _IPIn],
    [0, 0, () => InlinePolicyIdentifierType$]
];
var AcceptDelegationRequest$ = [9, n0, _ADR,
    0, () => AcceptDelegationRequestRequest$, () => __Unit
];
var AcquireRole$ = [9, n0, _AR,
    0, () => AcquireRoleRequest$, () => AcquireRoleResponse$
];
var AddClientIDToOpenIDConnectProvider$ = [9, n0, _ACIDTOIDCP,
    0, () => AddClientIDToOpenIDConnectProviderRequest$, () => __Unit
];
var AddRoleToInstanceProfile$ = [9, n0, _ARTIP,
    0, () => AddRoleToInstanceProfileRequest$, () => __Unit
];
var AddUserToGroup$ = [9, n0, _AUTG,
    0, () => AddUserToGroupRequest$, () => __Unit
];
var AssociateDelegationRequest$ = [9, n0, _ADRs,
    0, () => AssociateDelegationRequestRequest$, () => __Unit
];
var AttachGroupPolicy$ = [9, n0, _AGP,
    0, () => AttachGroupPolicyRequest$, () => __Unit
];
var AttachRolePolicy$ = [9, n0, _ARP,
    0, () => AttachRolePolicyRequest$, () => __Unit
];
var AttachUserPolicy$ = [9, n0, _AUP,
    0, () => AttachUserPolicyRequest$, () => __Unit
];
var ChangePassword$ = [9, n0, _CP,
    0, () => ChangePasswordRequest$, () => __Unit
];
var CreateAccessKey$ = [9, n0, _CAK,
    0, () => CreateAccessKeyRequest$, () => CreateAccessKeyResponse$
];
var CreateAccountAlias$ = [9, n0, _CAA,
    0, () => CreateAccountAliasRequest$, () => __Unit
];
var CreateDelegationRequest$ = [9, n0, _CDR,
    0, () => CreateDelegationRequestRequest$, () => CreateDelegationRequestResponse$
];
var CreateGroup$ = [9, n0, _CG,
    0, () => CreateGroupRequest$, () => CreateGroupResponse$
];
var CreateInstanceProfile$ = [9, n0, _CIP,
    0, () => CreateInstanceProfileRequest$, () => CreateInstanceProfileResponse$
];
var CreateLoginProfile$ = [9, n0, _CLP,
    0, () => CreateLoginProfileRequest$, () => CreateLoginProfileResponse$
];
var CreateOpenIDConnectProvider$ = [9, n0, _COIDCP,
    0, () => CreateOpenIDConnectProviderRequest$, () => CreateOpenIDConnectProviderResponse$
];
var CreatePolicy$ = [9, n0, _CPr,
    0, () => CreatePolicyRequest$, () => CreatePolicyResponse$
];
var CreatePolicyVersion$ = [9, n0, _CPV,
    0, () => CreatePolicyVersionRequest$, () => CreatePolicyVersionResponse$
];
var CreateRole$ = [9, n0, _CR,
    0, () => CreateRoleRequest$, () => CreateRoleResponse$
];
var CreateSAMLProvider$ = [9, n0, _CSAMLP,
    0, () => CreateSAMLProviderRequest$, () => CreateSAMLProviderResponse$
];
var CreateServiceLinkedRole$ = [9, n0, _CSLR,
    0, () => CreateServiceLinkedRoleRequest$, () => CreateServiceLinkedRoleResponse$
];
var CreateServiceSpecificCredential$ = [9, n0, _CSSC,
    0, () => CreateServiceSpecificCredentialRequest$, () => CreateServiceSpecificCredentialResponse$
];
var CreateUser$ = [9, n0, _CU,
    0, () => CreateUserRequest$, () => CreateUserResponse$
];
var CreateVirtualMFADevice$ = [9, n0, _CVMFAD,
    0, () => CreateVirtualMFADeviceRequest$, () => CreateVirtualMFADeviceResponse$
];
var DeactivateMFADevice$ = [9, n0, _DMFAD,
    0, () => DeactivateMFADeviceRequest$, () => __Unit
];
var DeleteAccessKey$ = [9, n0, _DAK,
    0, () => DeleteAccessKeyRequest$, () => __Unit
];
var DeleteAccountAlias$ = [9, n0, _DAA,
    0, () => DeleteAccountAliasRequest$, () => __Unit
];
var DeleteAccountPasswordPolicy$ = [9, n0, _DAPP,
    0, () => __Unit, () => __Unit
];
var DeleteGroup$ = [9, n0, _DG,
    0, () => DeleteGroupRequest$, () => __Unit
];
var DeleteGroupPolicy$ = [9, n0, _DGP,
    0, () => DeleteGroupPolicyRequest$, () => __Unit
];
var DeleteInstanceProfile$ = [9, n0, _DIP,
    0, () => DeleteInstanceProfileRequest$, () => __Unit
];
var DeleteLoginProfile$ = [9, n0, _DLP,
    0, () => DeleteLoginProfileRequest$, () => __Unit
];
var DeleteOpenIDConnectProvider$ = [9, n0, _DOIDCP,
    0, () => DeleteOpenIDConnectProviderRequest$, () => __Unit
];
var DeletePolicy$ = [9, n0, _DPe,
    0, () => DeletePolicyRequest$, () => __Unit
];
var DeletePolicyVersion$ = [9, n0, _DPV,
    0, () => DeletePolicyVersionRequest$, () => __Unit
];
var DeleteRole$ = [9, n0, _DRel,
    0, () => DeleteRoleRequest$, () => __Unit
];
var DeleteRolePermissionsBoundary$ = [9, n0, _DRPB,
    0, () => DeleteRolePermissionsBoundaryRequest$, () => __Unit
];
var DeleteRolePolicy$ = [9, n0, _DRP,
    0, () => DeleteRolePolicyRequest$, () => __Unit
];
var DeleteSAMLProvider$ = [9, n0, _DSAMLP,
    0, () => DeleteSAMLProviderRequest$, () => __Unit
];
var DeleteServerCertificate$ = [9, n0, _DSC,
    0, () => DeleteServerCertificateRequest$, () => __Unit
];
var DeleteServiceLinkedRole$ = [9, n0, _DSLR,
    0, () => DeleteServiceLinkedRoleRequest$, () => DeleteServiceLinkedRoleResponse$
];
var DeleteServiceSpecificCredential$ = [9, n0, _DSSC,
    0, () => DeleteServiceSpecificCredentialRequest$, () => __Unit
];
var DeleteSigningCertificate$ = [9, n0, _DSCe,
    0, () => DeleteSigningCertificateRequest$, () => __Unit
];
var DeleteSSHPublicKey$ = [9, n0, _DSSHPK,
    0, () => DeleteSSHPublicKeyRequest$, () => __Unit
];
var DeleteUser$ = [9, n0, _DU,
    0, () => DeleteUserRequest$, () => __Unit
];
var DeleteUserPermissionsBoundary$ = [9, n0, _DUPB,
    0, () => DeleteUserPermissionsBoundaryRequest$, () => __Unit
];
var DeleteUserPolicy$ = [9, n0, _DUP,
    0, () => DeleteUserPolicyRequest$, () => __Unit
];
var DeleteVirtualMFADevice$ = [9, n0, _DVMFAD,
    0, () => DeleteVirtualMFADeviceRequest$, () => __Unit
];
var DetachGroupPolicy$ = [9, n0, _DGPe,
    0, () => DetachGroupPolicyRequest$, () => __Unit
];
var DetachRolePolicy$ = [9, n0, _DRPe,
    0, () => DetachRolePolicyRequest$, () => __Unit
];
var DetachUserPolicy$ = [9, n0, _DUPe,
    0, () => DetachUserPolicyRequest$, () => __Unit
];
var DisableOrganizationsRootCredentialsManagement$ = [9, n0, _DORCM,
    0, () => DisableOrganizationsRootCredentialsManagementRequest$, () => DisableOrganizationsRootCredentialsManagementResponse$
];
var DisableOrganizationsRootSessions$ = [9, n0, _DORS,
    0, () => DisableOrganizationsRootSessionsRequest$, () => DisableOrganizationsRootSessionsResponse$
];
var DisableOutboundWebIdentityFederation$ = [9, n0, _DOWIF,
    0, () => __Unit, () => __Unit
];
var EnableMFADevice$ = [9, n0, _EMFAD,
    0, () => EnableMFADeviceRequest$, () => __Unit
];
var EnableOrganizationsRootCredentialsManagement$ = [9, n0, _EORCM,
    0, () => EnableOrganizationsRootCredentialsManagementRequest$, () => EnableOrganizationsRootCredentialsManagementResponse$
];
var EnableOrganizationsRootSessions$ = [9, n0, _EORS,
    0, () => EnableOrganizationsRootSessionsRequest$, () => EnableOrganizationsRootSessionsResponse$
];
var EnableOutboundWebIdentityFederation$ = [9, n0, _EOWIF,
    0, () => __Unit, () => EnableOutboundWebIdentityFederationResponse$
];
var GenerateCredentialReport$ = [9, n0, _GCR,
    0, () => __Unit, () => GenerateCredentialReportResponse$
];
var GenerateOrganizationsAccessReport$ = [9, n0, _GOAR,
    0, () => GenerateOrganizationsAccessReportRequest$, () => GenerateOrganizationsAccessReportResponse$
];
var GenerateServiceLastAccessedDetails$ = [9, n0, _GSLAD,
    0, () => GenerateServiceLastAccessedDetailsRequest$, () => GenerateServiceLastAccessedDetailsResponse$
];
var GetAccessKeyLastUsed$ = [9, n0, _GAKLU,
    0, () => GetAccessKeyLastUsedRequest$, () => GetAccessKeyLastUsedResponse$
];
var GetAccountAuthorizationDetails$ = [9, n0, _GAAD,
    0, () => GetAccountAuthorizationDetailsRequest$, () => GetAccountAuthorizationDetailsResponse$
];
var GetAccountPasswordPolicy$ = [9, n0, _GAPP,
    0, () => __Unit, () => GetAccountPasswordPolicyResponse$
];
var GetAccountProperties$ = [9, n0, _GAP,
    0, () => GetAccountPropertiesRequest$, () => GetAccountPropertiesResponse$
];
var GetAccountSummary$ = [9, n0, _GAS,
    0, () => __Unit, () => GetAccountSummaryResponse$
];
var GetContextKeysForCustomPolicy$ = [9, n0, _GCKFCP,
    0, () => GetContextKeysForCustomPolicyRequest$, () => GetContextKeysForPolicyResponse$
];
var GetContextKeysForPrincipalPolicy$ = [9, n0, _GCKFPP,
    0, () => GetContextKeysForPrincipalPolicyRequest$, () => GetContextKeysForPolicyResponse$
];
var GetCredentialReport$ = [9, n0, _GCRe,
    0, () => __Unit, () => GetCredentialReportResponse$
];
var GetDelegationRequest$ = [9, n0, _GDR,
    0, () => GetDelegationRequestRequest$, () => GetDelegationRequestResponse$
];
var GetGroup$ = [9, n0, _GG,
    0, () => GetGroupRequest$, () => GetGroupResponse$
];
var GetGroupPolicy$ = [9, n0, _GGP,
    0, () => GetGroupPolicyRequest$, () => GetGroupPolicyResponse$
];
var GetHumanReadableSummary$ = [9, n0, _GHRS,
    0, () => GetHumanReadableSummaryRequest$, () => GetHumanReadableSummaryResponse$
];
var GetInstanceProfile$ = [9, n0, _GIP,
    0, () => GetInstanceProfileRequest$, () => GetInstanceProfileResponse$
];
var GetLoginProfile$ = [9, n0, _GLP,
    0, () => GetLoginProfileRequest$, () => GetLoginProfileResponse$
];
var GetMFADevice$ = [9, n0, _GMFAD,
    0, () => GetMFADeviceRequest$, () => GetMFADeviceResponse$
];
var GetOpenIDConnectProvider$ = [9, n0, _GOIDCP,
    0, () => GetOpenIDConnectProviderRequest$, () => GetOpenIDConnectProviderResponse$
];
var GetOrganizationsAccessReport$ = [9, n0, _GOARe,
    0, () => GetOrganizationsAccessReportRequest$, () => GetOrganizationsAccessReportResponse$
];
var GetOutboundWebIdentityFederationInfo$ = [9, n0, _GOWIFI,
    0, () => __Unit, () => GetOutboundWebIdentityFederationInfoResponse$
];
var GetPolicy$ = [9, n0, _GP,
    0, () => GetPolicyRequest$, () => GetPolicyResponse$
];
var GetPolicyVersion$ = [9, n0, _GPV,
    0, () => GetPolicyVersionRequest$, () => GetPolicyVersionResponse$
];
var GetRole$ = [9, n0, _GR,
    0, () => GetRoleRequest$, () => GetRoleResponse$
];
var GetRolePolicy$ = [9, n0, _GRP,
    0, () => GetRolePolicyRequest$, () => GetRolePolicyResponse$
];
var GetRoleTemplateVersion$ = [9, n0, _GRTV,
    0, () => GetRoleTemplateVersionRequest$, () => GetRoleTemplateVersionResponse$
];
var GetSAMLProvider$ = [9, n0, _GSAMLP,
    0, () => GetSAMLProviderRequest$, () => GetSAMLProviderResponse$
];
var GetServerCertificate$ = [9, n0, _GSC,
    0, () => GetServerCertificateRequest$, () => GetServerCertificateResponse$
];
var GetServiceLastAccessedDetails$ = [9, n0, _GSLADe,
    0, () => GetServiceLastAccessedDetailsRequest$, () => GetServiceLastAccessedDetailsResponse$
];
var GetServiceLastAccessedDetailsWithEntities$ = [9, n0, _GSLADWE,
    0, () => GetServiceLastAccessedDetailsWithEntitiesRequest$, () => GetServiceLastAccessedDetailsWithEntitiesResponse$
];
var GetServiceLinkedRoleDeletionStatus$ = [9, n0, _GSLRDS,
    0, () => GetServiceLinkedRoleDeletionStatusRequest$, () => GetServiceLinkedRoleDeletionStatusResponse$
];
var GetSSHPublicKey$ = [9, n0, _GSSHPK,
    0, () => GetSSHPublicKeyRequest$, () => GetSSHPublicKeyResponse$
];
var GetUser$ = [9, n0, _GU,
    0, () => GetUserRequest$, () => GetUserResponse$
];
var GetUserPolicy$ = [9, n0, _GUP,
    0, () => GetUserPolicyRequest$, () => GetUserPolicyResponse$
];
var ListAccessKeys$ = [9, n0, _LAK,
    0, () => ListAccessKeysRequest$, () => ListAccessKeysResponse$
];
var ListAccountAliases$ = [9, n0, _LAA,
    0, () => ListAccountAliasesRequest$, () => ListAccountAliasesResponse$
];
var ListAttachedGroupPolicies$ = [9, n0, _LAGP,
    0, () => ListAttachedGroupPoliciesRequest$, () => ListAttachedGroupPoliciesResponse$
];
var ListAttachedRolePolicies$ = [9, n0, _LARP,
    0, () => ListAttachedRolePoliciesRequest$, () => ListAttachedRolePoliciesResponse$
];
var ListAttachedUserPolicies$ = [9, n0, _LAUP,
    0, () => ListAttachedUserPoliciesRequest$, () => ListAttachedUserPoliciesResponse$
];
var ListDelegationRequests$ = [9, n0, _LDR,
    0, () => ListDelegationRequestsRequest$, () => ListDelegationRequestsResponse$
];
var ListEntitiesForPolicy$ = [9, n0, _LEFP,
    0, () => ListEntitiesForPolicyRequest$, () => ListEntitiesForPolicyResponse$
];
var ListGroupPolicies$ = [9, n0, _LGP,
    0, () => ListGroupPoliciesRequest$, () => ListGroupPoliciesResponse$
];
var ListGroups$ = [9, n0, _LG,
    0, () => ListGroupsRequest$, () => ListGroupsResponse$
];
var ListGroupsForUser$ = [9, n0, _LGFU,
    0, () => ListGroupsForUserRequest$, () => ListGroupsForUserResponse$
];
var ListInstanceProfiles$ = [9, n0, _LIP,
    0, () => ListInstanceProfilesRequest$, () => ListInstanceProfilesResponse$
];
var ListInstanceProfilesForRole$ = [9, n0, _LIPFR,
    0, () => ListInstanceProfilesForRoleRequest$, () => ListInstanceProfilesForRoleResponse$
];
var ListInstanceProfileTags$ = [9, n0, _LIPT,
    0, () => ListInstanceProfileTagsRequest$, () => ListInstanceProfileTagsResponse$
];
var ListMFADevices$ = [9, n0, _LMFAD,
    0, () => ListMFADevicesRequest$, () => ListMFADevicesResponse$
];
var ListMFADeviceTags$ = [9, n0, _LMFADT,
    0, () => ListMFADeviceTagsRequest$, () => ListMFADeviceTagsResponse$
];
var ListOpenIDConnectProviders$ = [9, n0, _LOIDCP,
    0, () => ListOpenIDConnectProvidersRequest$, () => ListOpenIDConnectProvidersResponse$
];
var ListOpenIDConnectProviderTags$ = [9, n0, _LOIDCPT,
    0, () => ListOpenIDConnectProviderTagsRequest$, () => ListOpenIDConnectProviderTagsResponse$
];
var ListOrganizationsFeatures$ = [9, n0, _LOF,
    0, () => ListOrganizationsFeaturesRequest$, () => ListOrganizationsFeaturesResponse$
];
var ListPolicies$ = [9, n0, _LPi,
    0, () => ListPoliciesRequest$, () => ListPoliciesResponse$
];
var ListPoliciesGrantingServiceAccess$ = [9, n0, _LPGSA,
    0, () => ListPoliciesGrantingServiceAccessRequest$, () => ListPoliciesGrantingServiceAccessResponse$
];
var ListPolicyTags$ = [9, n0, _LPT,
    0, () => ListPolicyTagsRequest$, () => ListPolicyTagsResponse$
];
var ListPolicyVersions$ = [9, n0, _LPV,
    0, () => ListPolicyVersionsRequest$, () => ListPolicyVersionsResponse$
];
var ListRolePolicies$ = [9, n0, _LRP,
    0, () => ListRolePoliciesRequest$, () => ListRolePoliciesResponse$
];
var ListRoles$ = [9, n0, _LR,
    0, () => ListRolesRequest$, () => ListRolesResponse$
];
var ListRoleTags$ = [9, n0, _LRT,
    0, () => ListRoleTagsRequest$, () => ListRoleTagsResponse$
];
var ListSAMLProviders$ = [9, n0, _LSAMLP,
    0, () => ListSAMLProvidersRequest$, () => ListSAMLProvidersResponse$
];
var ListSAMLProviderTags$ = [9, n0, _LSAMLPT,
    0, () => ListSAMLProviderTagsRequest$, () => ListSAMLProviderTagsResponse$
];
var ListServerCertificates$ = [9, n0, _LSC,
    0, () => ListServerCertificatesRequest$, () => ListServerCertificatesResponse$
];
var ListServerCertificateTags$ = [9, n0, _LSCT,
    0, () => ListServerCertificateTagsRequest$, () => ListServerCertificateTagsResponse$
];
var ListServiceSpecificCredentials$ = [9, n0, _LSSC,
    0, () => ListServiceSpecificCredentialsRequest$, () => ListServiceSpecificCredentialsResponse$
];
var ListSigningCertificates$ = [9, n0, _LSCi,
    0, () => ListSigningCertificatesRequest$, () => ListSigningCertificatesResponse$
];
var ListSSHPublicKeys$ = [9, n0, _LSSHPK,
    0, () => ListSSHPublicKeysRequest$, () => ListSSHPublicKeysResponse$
];
var ListUserPolicies$ = [9, n0, _LUP,
    0, () => ListUserPoliciesRequest$, () => ListUserPoliciesResponse$
];
var ListUsers$ = [9, n0, _LU,
    0, () => ListUsersRequest$, () => ListUsersResponse$
];
var ListUserTags$ = [9, n0, _LUT,
    0, () => ListUserTagsRequest$, () => ListUserTagsResponse$
];
var ListVirtualMFADevices$ = [9, n0, _LVMFAD,
    0, () => ListVirtualMFADevicesRequest$, () => ListVirtualMFADevicesResponse$
];
var PutAccountProperties$ = [9, n0, _PAP,
    0, () => PutAccountPropertiesRequest$, () => PutAccountPropertiesResponse$
];
var PutGroupPolicy$ = [9, n0, _PGP,
    0, () => PutGroupPolicyRequest$, () => __Unit
];
var PutRolePermissionsBoundary$ = [9, n0, _PRPB,
    0, () => PutRolePermissionsBoundaryRequest$, () => __Unit
];
var PutRolePolicy$ = [9, n0, _PRPu,
    0, () => PutRolePolicyRequest$, () => __Unit
];
var PutUserPermissionsBoundary$ = [9, n0, _PUPB,
    0, () => PutUserPermissionsBoundaryRequest$, () => __Unit
];
var PutUserPolicy$ = [9, n0, _PUP,
    0, () => PutUserPolicyRequest$, () => __Unit
];
var RejectDelegationRequest$ = [9, n0, _RDR,
    0, () => RejectDelegationRequestRequest$, () => __Unit
];
var RemoveClientIDFromOpenIDConnectProvider$ = [9, n0, _RCIDFOIDCP,
    0, () => RemoveClientIDFromOpenIDConnectProviderRequest$, () => __Unit
];
var RemoveRoleFromInstanceProfile$ = [9, n0, _RRFIP,
    0, () => RemoveRoleFromInstanceProfileRequest$, () => __Unit
];
var RemoveUserFromGroup$ = [9, n0, _RUFG,
    0, () => RemoveUserFromGroupRequest$, () => __Unit
];
var ResetServiceSpecificCredential$ = [9, n0, _RSSC,
    0, () => ResetServiceSpecificCredentialRequest$, () => ResetServiceSpecificCredentialResponse$
];
var ResyncMFADevice$ = [9, n0, _RMFAD,
    0, () => ResyncMFADeviceRequest$, () => __Unit
];
var SendDelegationToken$ = [9, n0, _SDT,
    0, () => SendDelegationTokenRequest$, () => __Unit
];
var SetDefaultPolicyVersion$ = [9, n0, _SDPV,
    0, () => SetDefaultPolicyVersionRequest$, () => __Unit
];
var SetSecurityTokenServicePreferences$ = [9, n0, _SSTSP,
    0, () => SetSecurityTokenServicePreferencesRequest$, () => __Unit
];
var SimulateCustomPolicy$ = [9, n0, _SCP,
    0, () => SimulateCustomPolicyRequest$, () => SimulatePolicyResponse$
];
var SimulatePrincipalPolicy$ = [9, n0, _SPP,
    0, () => SimulatePrincipalPolicyRequest$, () => SimulatePolicyResponse$
];
var TagInstanceProfile$ = [9, n0, _TIP,
    0, () => TagInstanceProfileRequest$, () => __Unit
];
var TagMFADevice$ = [9, n0, _TMFAD,
    0, () => TagMFADeviceRequest$, () => __Unit
];
var TagOpenIDConnectProvider$ = [9, n0, _TOIDCP,
    0, () => TagOpenIDConnectProviderRequest$, () => __Unit
];
var TagPolicy$ = [9, n0, _TP,
    0, () => TagPolicyRequest$, () => __Unit
];
var TagRole$ = [9, n0, _TR,
    0, () => TagRoleRequest$, () => __Unit
];
var TagSAMLProvider$ = [9, n0, _TSAMLP,
    0, () => TagSAMLProviderRequest$, () => __Unit
];
var TagServerCertificate$ = [9, n0, _TSC,
    0, () => TagServerCertificateRequest$, () => __Unit
];
var TagUser$ = [9, n0, _TU,
    0, () => TagUserRequest$, () => __Unit
];
var UntagInstanceProfile$ = [9, n0, _UIP,
    0, () => UntagInstanceProfileRequest$, () => __Unit
];
var UntagMFADevice$ = [9, n0, _UMFAD,
    0, () => UntagMFADeviceRequest$, () => __Unit
];
var UntagOpenIDConnectProvider$ = [9, n0, _UOIDCP,
    0, () => UntagOpenIDConnectProviderRequest$, () => __Unit
];
var UntagPolicy$ = [9, n0, _UP,
    0, () => UntagPolicyRequest$, () => __Unit
];
var UntagRole$ = [9, n0, _UR,
    0, () => UntagRoleRequest$, () => __Unit
];
var UntagSAMLProvider$ = [9, n0, _USAMLP,
    0, () => UntagSAMLProviderRequest$, () => __Unit
];
var UntagServerCertificate$ = [9, n0, _USC,
    0, () => UntagServerCertificateRequest$, () => __Unit
];
var UntagUser$ = [9, n0, _UU,
    0, () => UntagUserRequest$, () => __Unit
];
var UpdateAccessKey$ = [9, n0, _UAK,
    0, () => UpdateAccessKeyRequest$, () => __Unit
];
var UpdateAccountPasswordPolicy$ = [9, n0, _UAPP,
    0, () => UpdateAccountPasswordPolicyRequest$, () => __Unit
];
var UpdateAssumeRolePolicy$ = [9, n0, _UARP,
    0, () => UpdateAssumeRolePolicyRequest$, () => __Unit
];
var UpdateDelegationRequest$ = [9, n0, _UDR,
    0, () => UpdateDelegationRequestRequest$, () => __Unit
];
var UpdateGroup$ = [9, n0, _UG,
    0, () => UpdateGroupRequest$, () => __Unit
];
var UpdateLoginProfile$ = [9, n0, _ULP,
    0, () => UpdateLoginProfileRequest$, () => __Unit
];
var UpdateOpenIDConnectProviderThumbprint$ = [9, n0, _UOIDCPT,
    0, () => UpdateOpenIDConnectProviderThumbprintRequest$, () => __Unit
];
var UpdateRole$ = [9, n0, _URp,
    0, () => UpdateRoleRequest$, () => UpdateRoleResponse$
];
var UpdateRoleDescription$ = [9, n0, _URD,
    0, () => UpdateRoleDescriptionRequest$, () => UpdateRoleDescriptionResponse$
];
var UpdateSAMLProvider$ = [9, n0, _USAMLPp,
    0, () => UpdateSAMLProviderRequest$, () => UpdateSAMLProviderResponse$
];
var UpdateServerCertificate$ = [9, n0, _USCp,
    0, () => UpdateServerCertificateRequest$, () => __Unit
];
var UpdateServiceSpecificCredential$ = [9, n0, _USSC,
    0, () => UpdateServiceSpecificCredentialRequest$, () => __Unit
];
var UpdateSigningCertificate$ = [9, n0, _USCpd,
    0, () => UpdateSigningCertificateRequest$, () => __Unit
];
var UpdateSSHPublicKey$ = [9, n0, _USSHPK,
    0, () => UpdateSSHPublicKeyRequest$, () => __Unit
];
var UpdateUser$ = [9, n0, _UUp,
    0, () => UpdateUserRequest$, () => __Unit
];
var UploadServerCertificate$ = [9, n0, _USCpl,
    0, () => UploadServerCertificateRequest$, () => UploadServerCertificateResponse$
];
var UploadSigningCertificate$ = [9, n0, _USCplo,
    0, () => UploadSigningCertificateRequest$, () => UploadSigningCertificateResponse$
];
var UploadSSHPublicKey$ = [9, n0, _USSHPKp,
    0, () => UploadSSHPublicKeyRequest$, () => UploadSSHPublicKeyResponse$
];


/***/ }),

/***/ 5477:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ emitWarningIfUnsupportedVersion)
/* harmony export */ });
/* unused harmony export state */
const state = {
    warningEmitted: false,
};
const emitWarningIfUnsupportedVersion = (version) => {
    if (version && !state.warningEmitted) {
        if (process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED === "true") {
            state.warningEmitted = true;
            return;
        }
        const userMajorVersion = parseInt(version.substring(1, version.indexOf(".")));
        const vv = 22;
        if (userMajorVersion < vv) {
            state.warningEmitted = true;
            process.emitWarning(`NodeVersionSupportWarning: The AWS SDK for JavaScript (v3)
versions published after the first week of January 2027
will require node >=${vv}. You are running node ${version}.

To continue receiving updates to AWS services, bug fixes,
and security updates please upgrade to node >=${vv}.

More information can be found at: https://a.co/c895JFp`);
        }
    }
};


/***/ }),

/***/ 9121:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ getDefaultSocketTimeout)
/* harmony export */ });
const isDefaultSocketTimeoutEnabled = () => typeof process === "object" && process?.env?.AWS_ENABLE_DEFAULT_SOCKET_TIMEOUT_2026 === "true";
const getDefaultSocketTimeout = (requestHandler, timeoutMs) => {
    if (!isDefaultSocketTimeoutEnabled()) {
        return undefined;
    }
    if (typeof requestHandler?.handle === "function") {
        return undefined;
    }
    return timeoutMs;
};


/***/ }),

/***/ 9007:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   OV: () => (/* binding */ resolveHostHeaderConfig),
/* harmony export */   TC: () => (/* binding */ getHostHeaderPlugin)
/* harmony export */ });
/* unused harmony exports hostHeaderMiddleware, hostHeaderMiddlewareOptions */
/* harmony import */ var _smithy_core_protocols__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9725);

function resolveHostHeaderConfig(input) {
    return input;
}
const hostHeaderMiddleware = (options) => (next) => async (args) => {
    if (!_smithy_core_protocols__WEBPACK_IMPORTED_MODULE_0__/* .HttpRequest */ .K.isInstance(args.request)) {
        return next(args);
    }
    const { request } = args;
    const { handlerProtocol = "" } = options.requestHandler.metadata || {};
    if (handlerProtocol.indexOf("h2") >= 0 && !request.headers[":authority"]) {
        delete request.headers["host"];
        request.headers[":authority"] = request.hostname + (request.port ? ":" + request.port : "");
    }
    else if (!request.headers["host"]) {
        let host = request.hostname;
        if (request.port != null) {
            host += `:${request.port}`;
        }
        request.headers["host"] = host;
    }
    return next(args);
};
const hostHeaderMiddlewareOptions = {
    name: "hostHeaderMiddleware",
    step: "build",
    priority: "low",
    tags: ["HOST"],
    override: true,
};
const getHostHeaderPlugin = (options) => ({
    applyToStack: (clientStack) => {
        clientStack.add(hostHeaderMiddleware(options), hostHeaderMiddlewareOptions);
    },
});


/***/ }),

/***/ 5180:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Y7: () => (/* binding */ getLoggerPlugin)
/* harmony export */ });
/* unused harmony exports loggerMiddleware, loggerMiddlewareOptions */
/* harmony import */ var _smithy_core_client__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7545);

const loggerMiddleware = () => (next, context) => async (args) => {
    try {
        const response = await next(args);
        const { logger } = context;
        const isNoOpLogger = logger instanceof _smithy_core_client__WEBPACK_IMPORTED_MODULE_0__/* .NoOpLogger */ .N;
        if (logger && !isNoOpLogger) {
            const { clientName, commandName, dynamoDbDocumentClientOptions = {} } = context;
            const { overrideInputFilterSensitiveLog, overrideOutputFilterSensitiveLog } = dynamoDbDocumentClientOptions;
            const inputFilterSensitiveLog = overrideInputFilterSensitiveLog ?? context.inputFilterSensitiveLog;
            const outputFilterSensitiveLog = overrideOutputFilterSensitiveLog ?? context.outputFilterSensitiveLog;
            const { $metadata, ...outputWithoutMetadata } = response.output;
            logger.info?.({
                clientName,
                commandName,
                input: inputFilterSensitiveLog(args.input),
                output: outputFilterSensitiveLog(outputWithoutMetadata),
                metadata: $metadata,
            });
        }
        return response;
    }
    catch (error) {
        const { clientName, commandName, logger, dynamoDbDocumentClientOptions = {} } = context;
        const { overrideInputFilterSensitiveLog } = dynamoDbDocumentClientOptions;
        const inputFilterSensitiveLog = overrideInputFilterSensitiveLog ?? context.inputFilterSensitiveLog;
        logger?.error?.({
            clientName,
            commandName,
            input: inputFilterSensitiveLog(args.input),
            error,
            metadata: error.$metadata,
        });
        throw error;
    }
};
const loggerMiddlewareOptions = {
    name: "loggerMiddleware",
    tags: ["LOGGER"],
    step: "initialize",
    override: true,
};
const getLoggerPlugin = (options) => ({
    applyToStack: (clientStack) => {
        clientStack.add(loggerMiddleware(), loggerMiddlewareOptions);
    },
});


/***/ }),

/***/ 7591:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  n: () => (/* binding */ getRecursionDetectionPlugin)
});

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/middleware-recursion-detection/configuration.js
const recursionDetectionMiddlewareOptions = {
    step: "build",
    tags: ["RECURSION_DETECTION", "TRACE_CONTEXT_PROPAGATION"],
    name: "recursionDetectionMiddleware",
    override: true,
    priority: "low",
};

// EXTERNAL MODULE: ./node_modules/@aws/lambda-invoke-store/dist-cjs/invoke-store.js
var invoke_store = __nccwpck_require__(9320);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/httpRequest.js
var httpRequest = __nccwpck_require__(9725);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/middleware-recursion-detection/recursionDetectionMiddleware.js


const AWS_LAMBDA_FUNCTION_NAME = "AWS_LAMBDA_FUNCTION_NAME";
const _X_AMZN_TRACE_ID = "_X_AMZN_TRACE_ID";
const X_AMZN_TRACE_ID = "X-Amzn-Trace-Id";
const TRACEPARENT = "traceparent";
const TRACESTATE = "tracestate";
const BAGGAGE = "baggage";
const recursionDetectionMiddleware = () => (next) => async (args) => {
    const { request } = args;
    if (!httpRequest/* HttpRequest */.K.isInstance(request)) {
        return next(args);
    }
    let invokeStore;
    {
        const traceIdHeader = Object.keys(request.headers ?? {}).find((h) => h.toLowerCase() === X_AMZN_TRACE_ID.toLowerCase()) ??
            X_AMZN_TRACE_ID;
        if (!request.headers.hasOwnProperty(traceIdHeader)) {
            const functionName = process.env[AWS_LAMBDA_FUNCTION_NAME];
            const traceIdFromEnv = process.env[_X_AMZN_TRACE_ID];
            invokeStore ??= await invoke_store/* InvokeStore */.A.getInstanceAsync();
            const traceIdFromInvokeStore = invokeStore?.getXRayTraceId();
            const traceId = traceIdFromInvokeStore ?? traceIdFromEnv;
            const nonEmptyString = (str) => typeof str === "string" && str.length > 0;
            if (nonEmptyString(functionName) && nonEmptyString(traceId)) {
                request.headers[X_AMZN_TRACE_ID] = traceId;
            }
        }
    }
    {
        sanitizeTraceHeaders(request.headers);
        const existingTraceparent = request.headers[TRACEPARENT];
        if (!existingTraceparent) {
            const traceparent = (invokeStore ??= await invoke_store/* InvokeStore */.A.getInstanceAsync())?.getTraceparent?.();
            if (traceparent) {
                request.headers[TRACEPARENT] = traceparent;
                const tracestate = invokeStore?.getTracestate?.();
                if (tracestate) {
                    request.headers[TRACESTATE] = tracestate;
                }
                const baggage = invokeStore?.getBaggage?.();
                if (baggage) {
                    request.headers[BAGGAGE] = baggage;
                }
            }
        }
    }
    return next(args);
};
function sanitizeTraceHeaders(headers) {
    for (const header of Object.keys(headers)) {
        const lower = header.toLowerCase();
        if (header !== lower && (lower === TRACEPARENT || lower === TRACESTATE || lower === BAGGAGE)) {
            headers[lower] = headers[header];
            delete headers[header];
        }
    }
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/middleware-recursion-detection/getRecursionDetectionPlugin.js


const getRecursionDetectionPlugin = (options) => ({
    applyToStack: (clientStack) => {
        clientStack.add(recursionDetectionMiddleware(), recursionDetectionMiddlewareOptions);
    },
});


/***/ }),

/***/ 846:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ resolveUserAgentConfig),
/* harmony export */   b: () => (/* binding */ DEFAULT_UA_APP_ID)
/* harmony export */ });
/* harmony import */ var _smithy_core__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3926);

const DEFAULT_UA_APP_ID = undefined;
function isValidUserAgentAppId(appId) {
    if (appId === undefined) {
        return true;
    }
    return typeof appId === "string" && appId.length <= 50;
}
function resolveUserAgentConfig(input) {
    const normalizedAppIdProvider = (0,_smithy_core__WEBPACK_IMPORTED_MODULE_0__/* .normalizeProvider */ .t)(input.userAgentAppId ?? DEFAULT_UA_APP_ID);
    const { customUserAgent } = input;
    return Object.assign(input, {
        customUserAgent: typeof customUserAgent === "string" ? [[customUserAgent]] : customUserAgent,
        userAgentAppId: async () => {
            const appId = await normalizedAppIdProvider();
            if (!isValidUserAgentAppId(appId)) {
                const logger = input.logger?.constructor?.name === "NoOpLogger" || !input.logger ? console : input.logger;
                if (typeof appId !== "string") {
                    logger?.warn("userAgentAppId must be a string or undefined.");
                }
                else if (appId.length > 50) {
                    logger?.warn("The provided userAgentAppId exceeds the maximum length of 50 characters.");
                }
            }
            return appId;
        },
    });
}


/***/ }),

/***/ 8486:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  sM: () => (/* binding */ getUserAgentPlugin)
});

// UNUSED EXPORTS: getUserAgentMiddlewareOptions, userAgentMiddleware

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/httpRequest.js
var httpRequest = __nccwpck_require__(9725);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partition.js + 1 modules
var partition = __nccwpck_require__(3305);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/util-retry/config.js
var util_retry_config = __nccwpck_require__(4353);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/setFeature.js
function setFeature(context, feature, value) {
    if (!context.__aws_sdk_context) {
        context.__aws_sdk_context = {
            features: {},
        };
    }
    else if (!context.__aws_sdk_context.features) {
        context.__aws_sdk_context.features = {};
    }
    context.__aws_sdk_context.features[feature] = value;
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/middleware-user-agent/check-features.js


const ACCOUNT_ID_ENDPOINT_REGEX = /\d{12}\.ddb/;
async function checkFeatures(context, config, args) {
    const request = args.request;
    if (request?.headers?.["smithy-protocol"] === "rpc-v2-cbor") {
        setFeature(context, "PROTOCOL_RPC_V2_CBOR", "M");
    }
    if (typeof config.retryStrategy === "function") {
        const retryStrategy = await config.retryStrategy();
        if (typeof retryStrategy.mode === "string") {
            switch (retryStrategy.mode) {
                case util_retry_config/* RETRY_MODES */.cm.ADAPTIVE:
                    setFeature(context, "RETRY_MODE_ADAPTIVE", "F");
                    break;
                case util_retry_config/* RETRY_MODES */.cm.STANDARD:
                    setFeature(context, "RETRY_MODE_STANDARD", "E");
                    break;
            }
        }
    }
    if (typeof config.accountIdEndpointMode === "function") {
        const endpointV2 = context.endpointV2;
        if (String(endpointV2?.url?.hostname).match(ACCOUNT_ID_ENDPOINT_REGEX)) {
            setFeature(context, "ACCOUNT_ID_ENDPOINT", "O");
        }
        switch (await config.accountIdEndpointMode?.()) {
            case "disabled":
                setFeature(context, "ACCOUNT_ID_MODE_DISABLED", "Q");
                break;
            case "preferred":
                setFeature(context, "ACCOUNT_ID_MODE_PREFERRED", "P");
                break;
            case "required":
                setFeature(context, "ACCOUNT_ID_MODE_REQUIRED", "R");
                break;
        }
    }
    const identity = context.__smithy_context?.selectedHttpAuthScheme?.identity;
    if (identity?.$source) {
        const credentials = identity;
        if (credentials.accountId) {
            setFeature(context, "RESOLVED_ACCOUNT_ID", "T");
        }
        for (const [key, value] of Object.entries(credentials.$source ?? {})) {
            setFeature(context, key, value);
        }
    }
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/middleware-user-agent/constants.js
const USER_AGENT = "user-agent";
const X_AMZ_USER_AGENT = "x-amz-user-agent";
const SPACE = " ";
const UA_NAME_SEPARATOR = "/";
const UA_NAME_ESCAPE_REGEX = /[^!$%&'*+\-.^_`|~\w]/g;
const UA_VALUE_ESCAPE_REGEX = /[^!$%&'*+\-.^_`|~\w#]/g;
const UA_ESCAPE_CHAR = "-";

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/middleware-user-agent/encode-features.js
const BYTE_LIMIT = 1024;
function encodeFeatures(features) {
    let buffer = "";
    for (const key in features) {
        const val = features[key];
        if (buffer.length + val.length + 1 <= BYTE_LIMIT) {
            if (buffer.length) {
                buffer += "," + val;
            }
            else {
                buffer += val;
            }
            continue;
        }
        break;
    }
    return buffer;
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/middleware-user-agent/user-agent-middleware.js





const userAgentMiddleware = (options) => (next, context) => async (args) => {
    const { request } = args;
    if (!httpRequest/* HttpRequest */.K.isInstance(request)) {
        return next(args);
    }
    const { headers } = request;
    const userAgent = context?.userAgent?.map(escapeUserAgent) || [];
    const defaultUserAgent = (await options.defaultUserAgentProvider()).map(escapeUserAgent);
    await checkFeatures(context, options, args);
    const awsContext = context;
    defaultUserAgent.push(`m/${encodeFeatures(Object.assign({}, context.__smithy_context?.features, awsContext.__aws_sdk_context?.features))}`);
    const customUserAgent = options?.customUserAgent?.map(escapeUserAgent) || [];
    const appId = await options.userAgentAppId();
    if (appId) {
        defaultUserAgent.push(escapeUserAgent([`app`, `${appId}`]));
    }
    const prefix = (0,partition/* getUserAgentPrefix */.vL)();
    const sdkUserAgentValue = (prefix ? [prefix] : [])
        .concat([...defaultUserAgent, ...userAgent, ...customUserAgent])
        .join(SPACE);
    const normalUAValue = [
        ...defaultUserAgent.filter((section) => section.startsWith("aws-sdk-")),
        ...customUserAgent,
    ].join(SPACE);
    if (options.runtime !== "browser") {
        if (normalUAValue) {
            headers[X_AMZ_USER_AGENT] = headers[X_AMZ_USER_AGENT]
                ? `${headers[USER_AGENT]} ${normalUAValue}`
                : normalUAValue;
        }
        headers[USER_AGENT] = sdkUserAgentValue;
    }
    else {
        headers[X_AMZ_USER_AGENT] = sdkUserAgentValue;
    }
    return next({
        ...args,
        request,
    });
};
const escapeUserAgent = (userAgentPair) => {
    const name = userAgentPair[0]
        .split(UA_NAME_SEPARATOR)
        .map((part) => part.replace(UA_NAME_ESCAPE_REGEX, UA_ESCAPE_CHAR))
        .join(UA_NAME_SEPARATOR);
    const version = userAgentPair[1]?.replace(UA_VALUE_ESCAPE_REGEX, UA_ESCAPE_CHAR);
    const prefixSeparatorIndex = name.indexOf(UA_NAME_SEPARATOR);
    const prefix = name.substring(0, prefixSeparatorIndex);
    let uaName = name.substring(prefixSeparatorIndex + 1);
    if (prefix === "api") {
        uaName = uaName.toLowerCase();
    }
    return [prefix, uaName, version]
        .filter((item) => item && item.length > 0)
        .reduce((acc, item, index) => {
        switch (index) {
            case 0:
                return item;
            case 1:
                return `${acc}/${item}`;
            default:
                return `${acc}#${item}`;
        }
    }, "");
};
const getUserAgentMiddlewareOptions = {
    name: "getUserAgentMiddleware",
    step: "build",
    priority: "low",
    tags: ["SET_USER_AGENT", "USER_AGENT"],
    override: true,
};
const getUserAgentPlugin = (config) => ({
    applyToStack: (clientStack) => {
        clientStack.add(userAgentMiddleware(config), getUserAgentMiddlewareOptions);
    },
});


/***/ }),

/***/ 9999:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ resolveAwsRegionExtensionConfiguration),
/* harmony export */   R: () => (/* binding */ getAwsRegionExtensionConfiguration)
/* harmony export */ });
const getAwsRegionExtensionConfiguration = (runtimeConfig) => {
    return {
        setRegion(region) {
            runtimeConfig.region = region;
        },
        region() {
            return runtimeConfig.region;
        },
    };
};
const resolveAwsRegionExtensionConfiguration = (awsRegionExtensionConfiguration) => {
    return {
        region: awsRegionExtensionConfiguration.region(),
    };
};


/***/ }),

/***/ 249:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ setCredentialFeature)
/* harmony export */ });
function setCredentialFeature(credentials, feature, value) {
    if (!credentials.$source) {
        credentials.$source = {};
    }
    credentials.$source[feature] = value;
    return credentials;
}


/***/ }),

/***/ 6180:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  U: () => (/* binding */ awsEndpointFunctions)
});

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/utils/customEndpointFunctions.js
var customEndpointFunctions = __nccwpck_require__(1046);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/isValidHostLabel.js
var isValidHostLabel = __nccwpck_require__(4280);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/lib/isIpAddress.js
var isIpAddress = __nccwpck_require__(6676);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/isVirtualHostableS3Bucket.js


const isVirtualHostableS3Bucket = (value, allowSubDomains = false) => {
    if (allowSubDomains) {
        for (const label of value.split(".")) {
            if (!isVirtualHostableS3Bucket(label)) {
                return false;
            }
        }
        return true;
    }
    if (!(0,isValidHostLabel/* isValidHostLabel */.X)(value)) {
        return false;
    }
    if (value.length < 3 || value.length > 63) {
        return false;
    }
    if (value !== value.toLowerCase()) {
        return false;
    }
    if ((0,isIpAddress/* isIpAddress */.o)(value)) {
        return false;
    }
    return true;
};

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/parseArn.js
const ARN_DELIMITER = ":";
const RESOURCE_DELIMITER = "/";
const parseArn = (value) => {
    const segments = value.split(ARN_DELIMITER);
    if (segments.length < 6) {
        return null;
    }
    const [arn, partition, service, region, accountId, ...resourcePath] = segments;
    if (arn !== "arn" || partition === "" || service === "" || resourcePath.join(ARN_DELIMITER) === "") {
        return null;
    }
    const resourceId = resourcePath.map((resource) => resource.split(RESOURCE_DELIMITER)).flat();
    return {
        partition,
        service,
        region,
        accountId,
        resourceId,
    };
};

// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partition.js + 1 modules
var partition = __nccwpck_require__(3305);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/aws.js




const awsEndpointFunctions = {
    isVirtualHostableS3Bucket: isVirtualHostableS3Bucket,
    parseArn: parseArn,
    partition: partition/* partition */.jB,
};
customEndpointFunctions/* customEndpointFunctions */.m.aws = awsEndpointFunctions;


/***/ }),

/***/ 3305:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  vL: () => (/* binding */ getUserAgentPrefix),
  jB: () => (/* binding */ partition)
});

// UNUSED EXPORTS: setPartitionInfo, useDefaultPartitionInfo

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js
const partitions_partitionsInfo = {
    "partitions": [
        {
            "id": "aws",
            "outputs": {
                "dnsSuffix": "amazonaws.com",
                "dualStackDnsSuffix": "api.aws",
                "implicitGlobalRegion": "us-east-1",
                "name": "aws",
                "supportsDualStack": true,
                "supportsFIPS": true
            },
            "regionRegex": "^(us|eu|ap|sa|ca|me|af|il|mx)\\-\\w+\\-\\d+$",
            "regions": {
                "af-south-1": {
                    "description": "Africa (Cape Town)"
                },
                "ap-east-1": {
                    "description": "Asia Pacific (Hong Kong)"
                },
                "ap-east-2": {
                    "description": "Asia Pacific (Taipei)"
                },
                "ap-northeast-1": {
                    "description": "Asia Pacific (Tokyo)"
                },
                "ap-northeast-2": {
                    "description": "Asia Pacific (Seoul)"
                },
                "ap-northeast-3": {
                    "description": "Asia Pacific (Osaka)"
                },
                "ap-south-1": {
                    "description": "Asia Pacific (Mumbai)"
                },
                "ap-south-2": {
                    "description": "Asia Pacific (Hyderabad)"
                },
                "ap-southeast-1": {
                    "description": "Asia Pacific (Singapore)"
                },
                "ap-southeast-2": {
                    "description": "Asia Pacific (Sydney)"
                },
                "ap-southeast-3": {
                    "description": "Asia Pacific (Jakarta)"
                },
                "ap-southeast-4": {
                    "description": "Asia Pacific (Melbourne)"
                },
                "ap-southeast-5": {
                    "description": "Asia Pacific (Malaysia)"
                },
                "ap-southeast-6": {
                    "description": "Asia Pacific (New Zealand)"
                },
                "ap-southeast-7": {
                    "description": "Asia Pacific (Thailand)"
                },
                "aws-global": {
                    "description": "aws global region"
                },
                "ca-central-1": {
                    "description": "Canada (Central)"
                },
                "ca-west-1": {
                    "description": "Canada West (Calgary)"
                },
                "eu-central-1": {
                    "description": "Europe (Frankfurt)"
                },
                "eu-central-2": {
                    "description": "Europe (Zurich)"
                },
                "eu-north-1": {
                    "description": "Europe (Stockholm)"
                },
                "eu-south-1": {
                    "description": "Europe (Milan)"
                },
                "eu-south-2": {
                    "description": "Europe (Spain)"
                },
                "eu-west-1": {
                    "description": "Europe (Ireland)"
                },
                "eu-west-2": {
                    "description": "Europe (London)"
                },
                "eu-west-3": {
                    "description": "Europe (Paris)"
                },
                "il-central-1": {
                    "description": "Israel (Tel Aviv)"
                },
                "me-central-1": {
                    "description": "Middle East (UAE)"
                },
                "me-south-1": {
                    "description": "Middle East (Bahrain)"
                },
                "me-west-1": {
                    "description": "Middle East (Saudi Arabia)"
                },
                "mx-central-1": {
                    "description": "Mexico (Central)"
                },
                "sa-east-1": {
                    "description": "South America (Sao Paulo)"
                },
                "sa-west-1": {
                    "description": "South America (Chile)"
                },
                "us-east-1": {
                    "description": "US East (N. Virginia)"
                },
                "us-east-2": {
                    "description": "US East (Ohio)"
                },
                "us-west-1": {
                    "description": "US West (N. California)"
                },
                "us-west-2": {
                    "description": "US West (Oregon)"
                }
            }
        },
        {
            "id": "aws-cn",
            "outputs": {
                "dnsSuffix": "amazonaws.com.cn",
                "dualStackDnsSuffix": "api.amazonwebservices.com.cn",
                "implicitGlobalRegion": "cn-northwest-1",
                "name": "aws-cn",
                "supportsDualStack": true,
                "supportsFIPS": true
            },
            "regionRegex": "^cn\\-\\w+\\-\\d+$",
            "regions": {
                "aws-cn-global": {
                    "description": "aws-cn global region"
                },
                "cn-north-1": {
                    "description": "China (Beijing)"
                },
                "cn-northwest-1": {
                    "description": "China (Ningxia)"
                }
            }
        },
        {
            "id": "aws-eusc",
            "outputs": {
                "dnsSuffix": "amazonaws.eu",
                "dualStackDnsSuffix": "api.amazonwebservices.eu",
                "implicitGlobalRegion": "eusc-de-east-1",
                "name": "aws-eusc",
                "supportsDualStack": true,
                "supportsFIPS": true
            },
            "regionRegex": "^eusc\\-(de)\\-\\w+\\-\\d+$",
            "regions": {
                "eusc-de-east-1": {
                    "description": "AWS European Sovereign Cloud (Germany)"
                }
            }
        },
        {
            "id": "aws-iso",
            "outputs": {
                "dnsSuffix": "c2s.ic.gov",
                "dualStackDnsSuffix": "api.aws.ic.gov",
                "implicitGlobalRegion": "us-iso-east-1",
                "name": "aws-iso",
                "supportsDualStack": true,
                "supportsFIPS": true
            },
            "regionRegex": "^us\\-iso\\-\\w+\\-\\d+$",
            "regions": {
                "aws-iso-global": {
                    "description": "aws-iso global region"
                },
                "us-iso-east-1": {
                    "description": "US ISO East"
                },
                "us-iso-west-1": {
                    "description": "US ISO WEST"
                }
            }
        },
        {
            "id": "aws-iso-b",
            "outputs": {
                "dnsSuffix": "sc2s.sgov.gov",
                "dualStackDnsSuffix": "api.aws.scloud",
                "implicitGlobalRegion": "us-isob-east-1",
                "name": "aws-iso-b",
                "supportsDualStack": true,
                "supportsFIPS": true
            },
            "regionRegex": "^us\\-isob\\-\\w+\\-\\d+$",
            "regions": {
                "aws-iso-b-global": {
                    "description": "aws-iso-b global region"
                },
                "us-isob-east-1": {
                    "description": "US ISOB East (Ohio)"
                },
                "us-isob-west-1": {
                    "description": "US ISOB West"
                }
            }
        },
        {
            "id": "aws-iso-e",
            "outputs": {
                "dnsSuffix": "cloud.adc-e.uk",
                "dualStackDnsSuffix": "api.cloud-aws.adc-e.uk",
                "implicitGlobalRegion": "eu-isoe-west-1",
                "name": "aws-iso-e",
                "supportsDualStack": true,
                "supportsFIPS": true
            },
            "regionRegex": "^eu\\-isoe\\-\\w+\\-\\d+$",
            "regions": {
                "aws-iso-e-global": {
                    "description": "aws-iso-e global region"
                },
                "eu-isoe-west-1": {
                    "description": "EU ISOE West"
                }
            }
        },
        {
            "id": "aws-iso-f",
            "outputs": {
                "dnsSuffix": "csp.hci.ic.gov",
                "dualStackDnsSuffix": "api.aws.hci.ic.gov",
                "implicitGlobalRegion": "us-isof-south-1",
                "name": "aws-iso-f",
                "supportsDualStack": true,
                "supportsFIPS": true
            },
            "regionRegex": "^us\\-isof\\-\\w+\\-\\d+$",
            "regions": {
                "aws-iso-f-global": {
                    "description": "aws-iso-f global region"
                },
                "us-isof-east-1": {
                    "description": "US ISOF EAST"
                },
                "us-isof-south-1": {
                    "description": "US ISOF SOUTH"
                }
            }
        },
        {
            "id": "aws-us-gov",
            "outputs": {
                "dnsSuffix": "amazonaws.com",
                "dualStackDnsSuffix": "api.aws",
                "implicitGlobalRegion": "us-gov-west-1",
                "name": "aws-us-gov",
                "supportsDualStack": true,
                "supportsFIPS": true
            },
            "regionRegex": "^us\\-gov\\-\\w+\\-\\d+$",
            "regions": {
                "aws-us-gov-global": {
                    "description": "aws-us-gov global region"
                },
                "us-gov-east-1": {
                    "description": "AWS GovCloud (US-East)"
                },
                "us-gov-west-1": {
                    "description": "AWS GovCloud (US-West)"
                }
            }
        }
    ],
    "version": "1.1"
};

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partition.js

let selectedPartitionsInfo = partitions_partitionsInfo;
let selectedUserAgentPrefix = "";
const partition = (value) => {
    const { partitions } = selectedPartitionsInfo;
    for (const partition of partitions) {
        const { regions, outputs } = partition;
        for (const [region, regionData] of Object.entries(regions)) {
            if (region === value) {
                return {
                    ...outputs,
                    ...regionData,
                };
            }
        }
    }
    for (const partition of partitions) {
        const { regionRegex, outputs } = partition;
        if (new RegExp(regionRegex).test(value)) {
            return {
                ...outputs,
            };
        }
    }
    const DEFAULT_PARTITION = partitions.find((partition) => partition.id === "aws");
    if (!DEFAULT_PARTITION) {
        throw new Error("Provided region was not found in the partition array or regex," +
            " and default partition with id 'aws' doesn't exist.");
    }
    return {
        ...DEFAULT_PARTITION.outputs,
    };
};
const setPartitionInfo = (partitionsInfo, userAgentPrefix = "") => {
    selectedPartitionsInfo = partitionsInfo;
    selectedUserAgentPrefix = userAgentPrefix;
};
const useDefaultPartitionInfo = () => {
    setPartitionInfo(partitionsInfo, "");
};
const getUserAgentPrefix = () => selectedUserAgentPrefix;


/***/ }),

/***/ 2217:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  pf: () => (/* binding */ createDefaultUserAgentProvider)
});

// UNUSED EXPORTS: crtAvailability, defaultUserAgent

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(8161);
;// CONCATENATED MODULE: external "node:process"
const external_node_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:process");
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/util-user-agent-node/getRuntimeUserAgentPair.js

const getRuntimeUserAgentPair = () => {
    const runtimesToCheck = ["deno", "bun", "llrt"];
    for (const runtime of runtimesToCheck) {
        if (external_node_process_namespaceObject.versions[runtime]) {
            return [`md/${runtime}`, external_node_process_namespaceObject.versions[runtime]];
        }
    }
    return ["md/nodejs", external_node_process_namespaceObject.versions.node];
};

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/util-user-agent-node/crt-availability.js
const crtAvailability = {
    isCrtAvailable: false,
};

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/util-user-agent-node/is-crt-available.js

const isCrtAvailable = () => {
    if (crtAvailability.isCrtAvailable) {
        return ["md/crt-avail"];
    }
    return null;
};

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/util-user-agent-node/defaultUserAgent.js





const createDefaultUserAgentProvider = ({ serviceId, clientVersion }) => {
    const runtimeUserAgentPair = getRuntimeUserAgentPair();
    return async (config) => {
        const sections = [
            ["aws-sdk-js", clientVersion],
            ["ua", "2.1"],
            [`os/${(0,external_node_os_.platform)()}`, (0,external_node_os_.release)()],
            ["lang/js"],
            runtimeUserAgentPair,
        ];
        const crtAvailable = isCrtAvailable();
        if (crtAvailable) {
            sections.push(crtAvailable);
        }
        if (serviceId) {
            sections.push([`api/${serviceId}`, clientVersion]);
        }
        if (external_node_process_namespaceObject.env.AWS_EXECUTION_ENV) {
            sections.push([`exec-env/${external_node_process_namespaceObject.env.AWS_EXECUTION_ENV}`]);
        }
        const appId = await config?.userAgentAppId?.();
        const resolvedUserAgent = appId ? [...sections, [`app/${appId}`]] : [...sections];
        return resolvedUserAgent;
    };
};
const defaultUserAgent = (/* unused pure expression or super */ null && (createDefaultUserAgentProvider));


/***/ }),

/***/ 7652:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   hV: () => (/* binding */ NODE_APP_ID_CONFIG_OPTIONS)
/* harmony export */ });
/* unused harmony exports UA_APP_ID_ENV_NAME, UA_APP_ID_INI_NAME */
/* harmony import */ var _middleware_user_agent_configurations__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(846);

const UA_APP_ID_ENV_NAME = "AWS_SDK_UA_APP_ID";
const UA_APP_ID_INI_NAME = "sdk_ua_app_id";
const UA_APP_ID_INI_NAME_DEPRECATED = "sdk-ua-app-id";
const NODE_APP_ID_CONFIG_OPTIONS = {
    environmentVariableSelector: (env) => env[UA_APP_ID_ENV_NAME],
    configFileSelector: (profile) => profile[UA_APP_ID_INI_NAME] ?? profile[UA_APP_ID_INI_NAME_DEPRECATED],
    default: _middleware_user_agent_configurations__WEBPACK_IMPORTED_MODULE_0__/* .DEFAULT_UA_APP_ID */ .b,
};


/***/ }),

/***/ 2526:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  f2: () => (/* binding */ AwsSdkSigV4Signer),
  pz: () => (/* binding */ validateSigningProperties)
});

// UNUSED EXPORTS: AWSSDKSigV4Signer

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/httpRequest.js
var transport_httpRequest = __nccwpck_require__(9725);
// EXTERNAL MODULE: ./node_modules/@smithy/types/dist-es/middleware.js
var middleware = __nccwpck_require__(7418);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/utils/getSkewCorrectedDate.js
var getSkewCorrectedDate = __nccwpck_require__(3786);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/httpResponse.js
var httpResponse = __nccwpck_require__(5401);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/utils/getDateHeader.js

const getDateHeader = (response) => httpResponse/* HttpResponse */.c.isInstance(response) ? (response.headers?.date ?? response.headers?.Date) : undefined;
const getAgeHeader = (response) => httpResponse/* HttpResponse */.c.isInstance(response) ? (response.headers?.age ?? response.headers?.Age) : undefined;

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/utils/getUpdatedSystemClockOffset.js
const getUpdatedSystemClockOffset = (clockTime, currentSystemClockOffset, timeRequestSent, ageHeader) => {
    if (ageHeader !== undefined) {
        return currentSystemClockOffset;
    }
    const serverTime = Date.parse(clockTime);
    if (Number.isNaN(serverTime)) {
        return currentSystemClockOffset;
    }
    const timeResponseReceived = Date.now();
    if (timeRequestSent !== undefined && timeResponseReceived - timeRequestSent > 900_000) {
        return currentSystemClockOffset;
    }
    return serverTime - timeResponseReceived;
};

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/aws_sdk/AwsSdkSigV4Signer.js



const throwSigningPropertyError = (name, property) => {
    if (!property) {
        throw new Error(`Property \`${name}\` is not resolved for AWS SDK SigV4Auth`);
    }
    return property;
};
const hasEventStreamOutput = (signingProperties) => {
    const context = signingProperties.context;
    const eventStream = context?.[middleware/* SMITHY_CONTEXT_KEY */.V]
        ?.eventStream;
    return eventStream?.output === true;
};
const validateSigningProperties = async (signingProperties) => {
    const context = throwSigningPropertyError("context", signingProperties.context);
    const config = throwSigningPropertyError("config", signingProperties.config);
    const authScheme = context.endpointV2?.properties?.authSchemes?.[0];
    const signerFunction = throwSigningPropertyError("signer", config.signer);
    const signer = await signerFunction(authScheme);
    const signingRegion = signingProperties?.signingRegion;
    const signingRegionSet = signingProperties?.signingRegionSet;
    const signingName = signingProperties?.signingName;
    return {
        config,
        signer,
        signingRegion,
        signingRegionSet,
        signingName,
    };
};
class AwsSdkSigV4Signer {
    async sign(httpRequest, identity, signingProperties) {
        if (!transport_httpRequest/* HttpRequest */.K.isInstance(httpRequest)) {
            throw new Error("The request is not an instance of `HttpRequest` and cannot be signed");
        }
        const validatedProps = await validateSigningProperties(signingProperties);
        const { config, signer } = validatedProps;
        let { signingRegion, signingName } = validatedProps;
        const handlerExecutionContext = signingProperties.context;
        if (handlerExecutionContext?.authSchemes?.length ?? 0 > 1) {
            const [first, second] = handlerExecutionContext.authSchemes;
            if (first?.name === "sigv4a" && second?.name === "sigv4") {
                signingRegion = second?.signingRegion ?? signingRegion;
                signingName = second?.signingName ?? signingName;
            }
        }
        const noSkewCorrection = (await config.disableClockSkewCorrection?.()) === true;
        signingProperties._disableClockSkewCorrection = noSkewCorrection;
        const skipSkewSampling = noSkewCorrection || hasEventStreamOutput(signingProperties);
        signingProperties._skipClockSkewSampling = skipSkewSampling;
        if (!skipSkewSampling) {
            signingProperties._preRequestSystemClockOffset = config.systemClockOffset;
            signingProperties._requestSentAt = Date.now();
        }
        const signedRequest = await signer.sign(httpRequest, {
            signingDate: noSkewCorrection ? new Date() : (0,getSkewCorrectedDate/* getSkewCorrectedDate */.C)(config.systemClockOffset),
            signingRegion: signingRegion,
            signingService: signingName,
        });
        return signedRequest;
    }
    errorHandler(signingProperties) {
        return (error) => {
            const errorException = error;
            if (!signingProperties._skipClockSkewSampling && !signingProperties._disableClockSkewCorrection) {
                const serverTime = errorException.ServerTime ?? getDateHeader(errorException.$response);
                if (serverTime) {
                    const config = throwSigningPropertyError("config", signingProperties.config);
                    const preRequestOffset = signingProperties._preRequestSystemClockOffset;
                    const timeRequestSent = signingProperties._requestSentAt;
                    const ageHeader = getAgeHeader(errorException.$response);
                    const newOffset = getUpdatedSystemClockOffset(serverTime, config.systemClockOffset, timeRequestSent, ageHeader);
                    config.systemClockOffset = newOffset;
                    const skewExceedsThreshold = Math.abs(newOffset) >= 240_000;
                    const isLocalCorrection = newOffset !== preRequestOffset;
                    const isConcurrentCorrection = preRequestOffset !== undefined && preRequestOffset !== newOffset;
                    if (skewExceedsThreshold && (isLocalCorrection || isConcurrentCorrection) && errorException.$metadata) {
                        errorException.$metadata.clockSkewCorrected = true;
                    }
                }
            }
            throw error;
        };
    }
    successHandler(httpResponse, signingProperties) {
        if (signingProperties._skipClockSkewSampling || signingProperties._disableClockSkewCorrection) {
            return;
        }
        const dateHeader = getDateHeader(httpResponse);
        if (dateHeader) {
            const config = throwSigningPropertyError("config", signingProperties.config);
            const timeRequestSent = signingProperties._requestSentAt;
            const ageHeader = getAgeHeader(httpResponse);
            config.systemClockOffset = getUpdatedSystemClockOffset(dateHeader, config.systemClockOffset, timeRequestSent, ageHeader);
        }
    }
}
const AWSSDKSigV4Signer = (/* unused pure expression or super */ null && (AwsSdkSigV4Signer));


/***/ }),

/***/ 2628:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  $: () => (/* binding */ NODE_AUTH_SCHEME_PREFERENCE_OPTIONS)
});

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/utils/getArrayForCommaSeparatedString.js
const getArrayForCommaSeparatedString = (str) => typeof str === "string" && str.length > 0 ? str.split(",").map((item) => item.trim()) : [];

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/utils/getBearerTokenEnvKey.js
const getBearerTokenEnvKey = (signingName) => `AWS_BEARER_TOKEN_${signingName.replace(/[\s-]/g, "_").toUpperCase()}`;

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/aws_sdk/NODE_AUTH_SCHEME_PREFERENCE_OPTIONS.js


const NODE_AUTH_SCHEME_PREFERENCE_ENV_KEY = "AWS_AUTH_SCHEME_PREFERENCE";
const NODE_AUTH_SCHEME_PREFERENCE_CONFIG_KEY = "auth_scheme_preference";
const NODE_AUTH_SCHEME_PREFERENCE_OPTIONS = {
    environmentVariableSelector: (env, options) => {
        if (options?.signingName) {
            const bearerTokenKey = getBearerTokenEnvKey(options.signingName);
            if (bearerTokenKey in env) {
                return ["httpBearerAuth"];
            }
        }
        if (!(NODE_AUTH_SCHEME_PREFERENCE_ENV_KEY in env)) {
            return undefined;
        }
        return getArrayForCommaSeparatedString(env[NODE_AUTH_SCHEME_PREFERENCE_ENV_KEY]);
    },
    configFileSelector: (profile) => {
        if (!(NODE_AUTH_SCHEME_PREFERENCE_CONFIG_KEY in profile)) {
            return undefined;
        }
        return getArrayForCommaSeparatedString(profile[NODE_AUTH_SCHEME_PREFERENCE_CONFIG_KEY]);
    },
    default: [],
};


/***/ }),

/***/ 8181:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  ho: () => (/* binding */ resolveAwsSdkSigV4Config)
});

// UNUSED EXPORTS: AWSSDKSigV4Signer, AwsSdkSigV4ASigner, AwsSdkSigV4Signer, NODE_AUTH_SCHEME_PREFERENCE_OPTIONS, NODE_SIGV4A_CONFIG_OPTIONS, getBearerTokenEnvKey, resolveAWSSDKSigV4Config, resolveAwsSdkSigV4AConfig, validateSigningProperties

// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/setCredentialFeature.js
var setCredentialFeature = __nccwpck_require__(249);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/normalizeProvider.js
var normalizeProvider = __nccwpck_require__(3926);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/legacy-root-exports/util-identity-and-auth/memoizeIdentityProvider.js
const createIsIdentityExpiredFunction = (expirationMs) => function isIdentityExpired(identity) {
    return doesIdentityRequireRefresh(identity) && identity.expiration.getTime() - Date.now() < expirationMs;
};
const EXPIRATION_MS = 300_000;
const isIdentityExpired = createIsIdentityExpiredFunction(EXPIRATION_MS);
const doesIdentityRequireRefresh = (identity) => identity.expiration !== undefined;
const memoizeIdentityProvider = (provider, isExpired, requiresRefresh) => {
    if (provider === undefined) {
        return undefined;
    }
    const normalizedProvider = typeof provider !== "function" ? async () => Promise.resolve(provider) : provider;
    let resolved;
    let pending;
    let hasResult;
    let isConstant = false;
    const coalesceProvider = async (options) => {
        if (!pending) {
            pending = normalizedProvider(options);
        }
        try {
            resolved = await pending;
            hasResult = true;
            isConstant = false;
        }
        finally {
            pending = undefined;
        }
        return resolved;
    };
    if (isExpired === undefined) {
        return async (options) => {
            if (!hasResult || options?.forceRefresh) {
                resolved = await coalesceProvider(options);
            }
            return resolved;
        };
    }
    return async (options) => {
        if (!hasResult || options?.forceRefresh) {
            resolved = await coalesceProvider(options);
        }
        if (isConstant) {
            return resolved;
        }
        if (!requiresRefresh(resolved)) {
            isConstant = true;
            return resolved;
        }
        if (isExpired(resolved)) {
            await coalesceProvider(options);
            return resolved;
        }
        return resolved;
    };
};

// EXTERNAL MODULE: ./node_modules/@smithy/signature-v4/dist-es/SignatureV4.js + 11 modules
var SignatureV4 = __nccwpck_require__(7476);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/aws_sdk/resolveAwsSdkSigV4Config.js



const bindResolveAwsSdkSigV4Config = (defaultDisableClockSkewCorrection) => (config) => {
    let inputCredentials = config.credentials;
    let isUserSupplied = !!config.credentials;
    let resolvedCredentials = undefined;
    Object.defineProperty(config, "credentials", {
        set(credentials) {
            if (credentials && credentials !== inputCredentials && credentials !== resolvedCredentials) {
                isUserSupplied = true;
            }
            inputCredentials = credentials;
            const memoizedProvider = normalizeCredentialProvider(config, {
                credentials: inputCredentials,
                credentialDefaultProvider: config.credentialDefaultProvider,
            });
            const boundProvider = bindCallerConfig(config, memoizedProvider);
            if (isUserSupplied && !boundProvider.attributed) {
                const isCredentialObject = typeof inputCredentials === "object" && inputCredentials !== null;
                resolvedCredentials = async (options) => {
                    const creds = await boundProvider(options);
                    const attributedCreds = creds;
                    if (isCredentialObject && (!attributedCreds.$source || Object.keys(attributedCreds.$source).length === 0)) {
                        return (0,setCredentialFeature/* setCredentialFeature */.g)(attributedCreds, "CREDENTIALS_CODE", "e");
                    }
                    return attributedCreds;
                };
                resolvedCredentials.memoized = boundProvider.memoized;
                resolvedCredentials.configBound = boundProvider.configBound;
                resolvedCredentials.attributed = true;
            }
            else {
                resolvedCredentials = boundProvider;
            }
        },
        get() {
            return resolvedCredentials;
        },
        enumerable: true,
        configurable: true,
    });
    config.credentials = inputCredentials;
    const { signingEscapePath = true, systemClockOffset = config.systemClockOffset || 0, sha256, } = config;
    let signer;
    if (config.signer) {
        signer = (0,normalizeProvider/* normalizeProvider */.t)(config.signer);
    }
    else if (config.regionInfoProvider) {
        signer = () => (0,normalizeProvider/* normalizeProvider */.t)(config.region)()
            .then(async (region) => [
            (await config.regionInfoProvider(region, {
                useFipsEndpoint: await config.useFipsEndpoint(),
                useDualstackEndpoint: await config.useDualstackEndpoint(),
            })) || {},
            region,
        ])
            .then(([regionInfo, region]) => {
            const { signingRegion, signingService } = regionInfo;
            config.signingRegion = config.signingRegion || signingRegion || region;
            config.signingName = config.signingName || signingService || config.serviceId;
            const params = {
                ...config,
                credentials: config.credentials,
                region: config.signingRegion,
                service: config.signingName,
                sha256,
                uriEscapePath: signingEscapePath,
            };
            const SignerCtor = config.signerConstructor || SignatureV4/* SignatureV4 */.B;
            return new SignerCtor(params);
        });
    }
    else {
        signer = async (authScheme) => {
            authScheme = Object.assign({}, {
                name: "sigv4",
                signingName: config.signingName || config.defaultSigningName,
                signingRegion: await (0,normalizeProvider/* normalizeProvider */.t)(config.region)(),
                properties: {},
            }, authScheme);
            const signingRegion = authScheme.signingRegion;
            const signingService = authScheme.signingName;
            config.signingRegion = config.signingRegion || signingRegion;
            config.signingName = config.signingName || signingService || config.serviceId;
            const params = {
                ...config,
                credentials: config.credentials,
                region: config.signingRegion,
                service: config.signingName,
                sha256,
                uriEscapePath: signingEscapePath,
            };
            const SignerCtor = config.signerConstructor || SignatureV4/* SignatureV4 */.B;
            return new SignerCtor(params);
        };
    }
    const resolvedConfig = Object.assign(config, {
        systemClockOffset,
        signingEscapePath,
        signer,
        disableClockSkewCorrection: (0,normalizeProvider/* normalizeProvider */.t)(config.disableClockSkewCorrection ?? defaultDisableClockSkewCorrection),
    });
    return resolvedConfig;
};
function normalizeCredentialProvider(config, { credentials, credentialDefaultProvider }) {
    let credentialsProvider;
    if (credentials) {
        if (!credentials?.memoized) {
            credentialsProvider = memoizeIdentityProvider(credentials, isIdentityExpired, doesIdentityRequireRefresh);
        }
        else {
            credentialsProvider = credentials;
        }
    }
    else {
        if (credentialDefaultProvider) {
            credentialsProvider = (0,normalizeProvider/* normalizeProvider */.t)(credentialDefaultProvider(Object.assign({}, config, {
                parentClientConfig: config,
            })));
        }
        else {
            credentialsProvider = async () => {
                throw new Error("@aws-sdk/core::resolveAwsSdkSigV4Config - `credentials` not provided and no credentialDefaultProvider was configured.");
            };
        }
    }
    credentialsProvider.memoized = true;
    return credentialsProvider;
}
function bindCallerConfig(config, credentialsProvider) {
    if (credentialsProvider.configBound) {
        return credentialsProvider;
    }
    const fn = async (options) => credentialsProvider({ ...options, callerClientConfig: config });
    fn.memoized = credentialsProvider.memoized;
    fn.configBound = true;
    return fn;
}

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/node-config-provider/configLoader.js + 5 modules
var configLoader = __nccwpck_require__(3945);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/util-config-provider/booleanSelector.js
var booleanSelector = __nccwpck_require__(9498);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/util-config-provider/types.js
var types = __nccwpck_require__(6402);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/aws_sdk/clock-skew-node-config.js

const ENV_DISABLE_CLOCK_SKEW_CORRECTION = "AWS_DISABLE_CLOCK_SKEW_CORRECTION";
const CONFIG_DISABLE_CLOCK_SKEW_CORRECTION = "disable_clock_skew_correction";
const NODE_DISABLE_CLOCK_SKEW_CORRECTION_CONFIG_OPTIONS = {
    environmentVariableSelector: (env) => (0,booleanSelector/* booleanSelector */.Q)(env, ENV_DISABLE_CLOCK_SKEW_CORRECTION, types/* SelectorType */.c.ENV),
    configFileSelector: (profile) => (0,booleanSelector/* booleanSelector */.Q)(profile, CONFIG_DISABLE_CLOCK_SKEW_CORRECTION, types/* SelectorType */.c.CONFIG),
    default: false,
};

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/aws_sdk/clock-skew-defaults.js


const DEFAULT_DISABLE_CLOCK_SKEW_CORRECTION = (0,configLoader/* loadConfig */.Z)(NODE_DISABLE_CLOCK_SKEW_CORRECTION_CONFIG_OPTIONS);

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/index.js




const resolveAwsSdkSigV4Config = bindResolveAwsSdkSigV4Config(DEFAULT_DISABLE_CLOCK_SKEW_CORRECTION);
const resolveAWSSDKSigV4Config = (/* unused pure expression or super */ null && (resolveAwsSdkSigV4Config));


/***/ }),

/***/ 3786:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ getSkewCorrectedDate)
/* harmony export */ });
const getSkewCorrectedDate = (systemClockOffset) => new Date(Date.now() + systemClockOffset);


/***/ }),

/***/ 4017:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ ProtocolLib)
/* harmony export */ });
/* harmony import */ var _smithy_core_client__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(4667);
/* harmony import */ var _smithy_core_schema__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5629);
/* harmony import */ var _smithy_core_schema__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(5125);


class ProtocolLib {
    queryCompat;
    errorRegistry;
    constructor(queryCompat = false) {
        this.queryCompat = queryCompat;
    }
    resolveRestContentType(defaultContentType, inputSchema) {
        const members = inputSchema.getMemberSchemas();
        const httpPayloadMember = Object.values(members).find((m) => {
            return !!m.getMergedTraits().httpPayload;
        });
        if (httpPayloadMember) {
            const mediaType = httpPayloadMember.getMergedTraits().mediaType;
            if (mediaType) {
                return mediaType;
            }
            else if (httpPayloadMember.isStringSchema()) {
                return "text/plain";
            }
            else if (httpPayloadMember.isBlobSchema()) {
                return "application/octet-stream";
            }
            else {
                return defaultContentType;
            }
        }
        else if (!inputSchema.isUnitSchema()) {
            const hasBody = Object.values(members).find((m) => {
                const { httpQuery, httpQueryParams, httpHeader, httpLabel, httpPrefixHeaders } = m.getMergedTraits();
                const noPrefixHeaders = httpPrefixHeaders === void 0;
                return !httpQuery && !httpQueryParams && !httpHeader && !httpLabel && noPrefixHeaders;
            });
            if (hasBody) {
                return defaultContentType;
            }
        }
    }
    async getErrorSchemaOrThrowBaseException(errorIdentifier, defaultNamespace, response, dataObject, metadata, getErrorSchema) {
        let errorName = errorIdentifier;
        if (errorIdentifier.includes("#")) {
            [, errorName] = errorIdentifier.split("#");
        }
        const errorMetadata = {
            $metadata: metadata,
            $fault: response.statusCode < 500 ? "client" : "server",
        };
        if (!this.errorRegistry) {
            throw new Error("@aws-sdk/core/protocols - error handler not initialized.");
        }
        try {
            const errorSchema = getErrorSchema?.(this.errorRegistry, errorName) ??
                this.errorRegistry.getSchema(errorIdentifier);
            return { errorSchema, errorMetadata };
        }
        catch (e) {
            dataObject.message = dataObject.message ?? dataObject.Message ?? "UnknownError";
            const synthetic = this.errorRegistry;
            const baseExceptionSchema = synthetic.getBaseException();
            if (baseExceptionSchema) {
                const ErrorCtor = synthetic.getErrorCtor(baseExceptionSchema) ?? Error;
                throw this.decorateServiceException(Object.assign(new ErrorCtor({ name: errorName }), errorMetadata), dataObject);
            }
            const d = dataObject;
            const message = d?.message ?? d?.Message ?? d?.Error?.Message ?? d?.Error?.message;
            throw this.decorateServiceException(Object.assign(new Error(message), {
                name: errorName,
            }, errorMetadata), dataObject);
        }
    }
    compose(composite, errorIdentifier, defaultNamespace) {
        let namespace = defaultNamespace;
        if (errorIdentifier.includes("#")) {
            [namespace] = errorIdentifier.split("#");
        }
        const staticRegistry = _smithy_core_schema__WEBPACK_IMPORTED_MODULE_0__/* .TypeRegistry */ .O.for(namespace);
        const defaultSyntheticRegistry = _smithy_core_schema__WEBPACK_IMPORTED_MODULE_0__/* .TypeRegistry */ .O.for("smithy.ts.sdk.synthetic." + defaultNamespace);
        composite.copyFrom(staticRegistry);
        composite.copyFrom(defaultSyntheticRegistry);
        this.errorRegistry = composite;
    }
    decorateServiceException(exception, additions = {}) {
        if (this.queryCompat) {
            const msg = exception.Message ?? additions.Message;
            const error = (0,_smithy_core_client__WEBPACK_IMPORTED_MODULE_1__/* .decorateServiceException */ .M)(exception, additions);
            if (msg) {
                error.message = msg;
            }
            const errorObj = error.Error ?? {};
            errorObj.Type = error.Error?.Type;
            errorObj.Code = error.Error?.Code;
            errorObj.Message = error.Error?.message ?? error.Error?.Message ?? msg;
            error.Error = errorObj;
            const reqId = error.$metadata.requestId;
            if (reqId) {
                error.RequestId = reqId;
            }
            return error;
        }
        return (0,_smithy_core_client__WEBPACK_IMPORTED_MODULE_1__/* .decorateServiceException */ .M)(exception, additions);
    }
    setQueryCompatError(output, response) {
        const queryErrorHeader = response.headers?.["x-amzn-query-error"];
        if (output !== undefined && queryErrorHeader != null) {
            const [Code, Type] = queryErrorHeader.split(";");
            const keys = Object.keys(output);
            const Error = {
                Code,
                Type,
            };
            output.Code = Code;
            output.Type = Type;
            for (let i = 0; i < keys.length; i++) {
                const k = keys[i];
                Error[k === "message" ? "Message" : k] = output[k];
            }
            delete Error.__type;
            output.Error = Error;
        }
    }
    queryCompatOutput(queryCompatErrorData, errorData) {
        if (queryCompatErrorData.Error) {
            errorData.Error = queryCompatErrorData.Error;
        }
        if (queryCompatErrorData.Type) {
            errorData.Type = queryCompatErrorData.Type;
        }
        if (queryCompatErrorData.Code) {
            errorData.Code = queryCompatErrorData.Code;
        }
    }
    findQueryCompatibleError(registry, errorName) {
        try {
            return registry.getSchema(errorName);
        }
        catch (e) {
            return registry.find((schema) => _smithy_core_schema__WEBPACK_IMPORTED_MODULE_2__/* .NormalizedSchema */ .l1.of(schema).getMergedTraits().awsQueryError?.[0] === errorName);
        }
    }
}


/***/ }),

/***/ 6989:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  k: () => (/* binding */ AwsQueryProtocol)
});

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/hasOwn.js
var hasOwn = __nccwpck_require__(2990);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/schema/schemas/NormalizedSchema.js
var NormalizedSchema = __nccwpck_require__(5125);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/httpRequest.js
var httpRequest = __nccwpck_require__(9725);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/HttpProtocol.js + 1 modules
var HttpProtocol = __nccwpck_require__(9133);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/collect-stream-body.js
var collect_stream_body = __nccwpck_require__(9620);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/RpcProtocol.js





class RpcProtocol extends HttpProtocol/* HttpProtocol */.t {
    async serializeRequest(operationSchema, _input, context) {
        const serializer = this.serializer;
        const query = {};
        const headers = {};
        const endpoint = await context.endpoint();
        const ns = NormalizedSchema/* NormalizedSchema */.l1.of(operationSchema?.input);
        const schema = ns.getSchema();
        let payload;
        const input = _input && typeof _input === "object" ? _input : {};
        const request = new httpRequest/* HttpRequest */.K({
            protocol: "",
            hostname: "",
            port: undefined,
            path: "/",
            fragment: undefined,
            query: query,
            headers: headers,
            body: undefined,
        });
        if (endpoint) {
            this.updateServiceEndpoint(request, endpoint);
            this.setHostPrefix(request, operationSchema, input);
        }
        if (input) {
            const eventStreamMember = ns.getEventStreamMember();
            if (eventStreamMember) {
                if (input[eventStreamMember]) {
                    const initialRequest = {};
                    for (const [memberName] of ns.structIterator()) {
                        if (memberName !== eventStreamMember && input[memberName] != null) {
                            initialRequest[memberName] = input[memberName];
                        }
                    }
                    payload = await this.serializeEventStream({
                        eventStream: input[eventStreamMember],
                        requestSchema: ns,
                        initialRequest,
                    });
                }
            }
            else {
                serializer.write(schema, input);
                payload = serializer.flush();
            }
        }
        request.headers = Object.assign(request.headers, headers);
        request.query = query;
        request.body = payload;
        request.method = "POST";
        return request;
    }
    async deserializeResponse(operationSchema, context, response) {
        const deserializer = this.deserializer;
        const ns = NormalizedSchema/* NormalizedSchema */.l1.of(operationSchema.output);
        const dataObject = {};
        if (this.isErrorResponse(response.statusCode)) {
            const bytes = await (0,collect_stream_body/* collectBody */.P)(response.body, context);
            if (bytes.byteLength > 0) {
                Object.assign(dataObject, await deserializer.read(15, bytes));
            }
            await this.handleError(operationSchema, context, response, dataObject, this.deserializeMetadata(response));
            throw new Error("@smithy/core/protocols - RPC Protocol error handler failed to throw.");
        }
        for (const header in response.headers) {
            if (!(0,hasOwn/* hasOwn */.$)(response.headers, header)) {
                continue;
            }
            const value = response.headers[header];
            delete response.headers[header];
            response.headers[header.toLowerCase()] = value;
        }
        const eventStreamMember = ns.getEventStreamMember();
        if (eventStreamMember) {
            dataObject[eventStreamMember] = await this.deserializeEventStream({
                response,
                responseSchema: ns,
                initialResponseContainer: dataObject,
            });
        }
        else {
            const bytes = await (0,collect_stream_body/* collectBody */.P)(response.body, context);
            if (bytes.byteLength > 0) {
                Object.assign(dataObject, await deserializer.read(ns, bytes));
            }
        }
        dataObject.$metadata = this.deserializeMetadata(response);
        return dataObject;
    }
    isErrorResponse(statusCode) {
        return statusCode >= 300;
    }
}

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/schema/deref.js
var deref = __nccwpck_require__(6204);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/protocols/ProtocolLib.js
var ProtocolLib = __nccwpck_require__(4017);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/xml-builder/dist-es/xml-parser.js
function writeKey(obj) {
    Object.defineProperty(obj, "__proto__", { value: undefined, writable: true, enumerable: true, configurable: true });
}
function parseXML(xml) {
    const state = new AwsXmlParser(xml);
    return state.parse();
}
class AwsXmlParser {
    x;
    i = 0;
    z;
    constructor(x) {
        this.x = x;
        this.x = x.replace(/\r\n?/g, "\n");
        this.z = this.x.length;
    }
    parse() {
        const p = this;
        const { z } = p;
        while (p.i < z) {
            p.trim();
            if (p.i >= z) {
                break;
            }
            if (p.isNext("<?")) {
                p.readTo("?>");
                p.trim();
            }
            else if (p.isNext("<!--")) {
                p.readTo("-->");
                p.trim();
            }
            else if (p.isNext("<!DOCTYPE", false)) {
                p.skipDoctype();
                p.trim();
            }
            else if (p.x[p.i] === "<") {
                const root = p.parseTag();
                return { [root.tag]: root.value };
            }
            else {
                throw new Error("@aws-sdk XML parse error: unexpected content.");
            }
        }
        throw new Error("@aws-sdk XML parse error: no root element.");
    }
    isNext(s, caseSensitive = true) {
        const p = this;
        if (caseSensitive) {
            return p.x.startsWith(s, p.i);
        }
        return p.x.toLowerCase().startsWith(s.toLowerCase(), p.i);
    }
    readTo(stop) {
        const p = this;
        const _i = p.x.indexOf(stop, p.i);
        if (_i === -1) {
            throw new Error(`@aws-sdk XML parse error: expected "${stop}" not found.`);
        }
        const result = p.x.slice(p.i, _i);
        p.i = _i + stop.length;
        return result;
    }
    trim() {
        const p = this;
        while (p.i < p.z && " \t\r\n".includes(p.x[p.i])) {
            ++p.i;
        }
    }
    readAttrValue() {
        const p = this;
        const quote = p.x[p.i];
        ++p.i;
        let value = "";
        while (p.i < p.z && p.x[p.i] !== quote) {
            value += p.x[p.i++];
        }
        ++p.i;
        return p.decodeEntities(value);
    }
    parseTag() {
        const p = this;
        ++p.i;
        let tag = "";
        while (p.i < p.z && !" \t\r\n>/".includes(p.x[p.i])) {
            tag += p.x[p.i++];
        }
        let hasAttrs = false;
        const attrs = {};
        while (p.i < p.z) {
            p.trim();
            if (">/".includes(p.x[p.i])) {
                break;
            }
            let name = "";
            while (p.i < p.z && !"= \t\r\n>/?".includes(p.x[p.i])) {
                name += p.x[p.i++];
            }
            p.trim();
            if (p.x[p.i] !== "=") {
                break;
            }
            ++p.i;
            p.trim();
            if (name === "__proto__") {
                writeKey(attrs);
            }
            attrs[name] = p.readAttrValue();
            hasAttrs = true;
        }
        if (p.i >= p.z) {
            throw new Error("@aws-sdk XML parse error: unexpected end of input.");
        }
        if (p.x[p.i] === "/") {
            ++p.i;
            if (p.i >= p.z || p.x[p.i] !== ">") {
                throw new Error("@aws-sdk XML parse error: expected > at the end of self-closing tag.");
            }
            ++p.i;
            return { tag, value: hasAttrs ? attrs : "" };
        }
        if (p.x[p.i] !== ">") {
            throw new Error("@aws-sdk XML parse error: expected > at the end of opening tag.");
        }
        ++p.i;
        const textParts = [];
        const childTags = [];
        let hasElementChild = false;
        while (p.i < p.z) {
            if (p.isNext("</")) {
                break;
            }
            if (p.x[p.i] === "<") {
                if (p.isNext("<!--")) {
                    p.readTo("-->");
                }
                else if (p.isNext("<![CDATA[")) {
                    p.i += 9;
                    textParts.push(p.readTo("]]>"));
                }
                else if (p.isNext("<?")) {
                    p.readTo("?>");
                }
                else {
                    hasElementChild = true;
                    childTags.push(p.parseTag());
                }
            }
            else {
                let text = "";
                while (p.i < p.z && p.x[p.i] !== "<") {
                    text += p.x[p.i++];
                }
                textParts.push(p.decodeEntities(text));
            }
        }
        if (!p.isNext("</")) {
            throw new Error(`@aws-sdk XML parse error: missing closing tag </${tag}>.`);
        }
        p.i += 2;
        const closeTag = p.readTo(">").trim();
        if (closeTag !== tag) {
            throw new Error(`@aws-sdk XML parse error: mismatched tags <${tag}> and </${closeTag}>.`);
        }
        if (!hasAttrs && textParts.length === 0 && !hasElementChild) {
            return { tag, value: "" };
        }
        if (!hasAttrs && !hasElementChild) {
            const text = textParts.length === 1 ? textParts[0] : textParts.join("");
            if (text.trim() === "" && text.includes("\n")) {
                return { tag, value: "" };
            }
            return { tag, value: text };
        }
        const obj = {};
        for (const text of textParts) {
            if (text.trim() === "" && text.includes("\n")) {
                continue;
            }
            obj["#text"] = "#text" in obj ? obj["#text"] + text : text;
        }
        for (const child of childTags) {
            if (child.tag === "__proto__") {
                writeKey(obj);
            }
            if (child.tag in obj) {
                if (Array.isArray(obj[child.tag])) {
                    obj[child.tag].push(child.value);
                }
                else {
                    obj[child.tag] = [obj[child.tag], child.value];
                }
            }
            else {
                obj[child.tag] = child.value;
            }
        }
        for (const [k, v] of Object.entries(attrs)) {
            if (k === "__proto__") {
                writeKey(obj);
            }
            obj[k] = v;
        }
        return { tag, value: obj };
    }
    static ENTITIES = {
        amp: "&",
        lt: "<",
        gt: ">",
        quot: '"',
        apos: "'",
    };
    skipDoctype() {
        const p = this;
        p.i += 9;
        let depth = 0;
        while (p.i < p.z) {
            const c = p.x[p.i];
            if (c === "[") {
                ++depth;
            }
            else if (c === "]") {
                --depth;
            }
            else if (c === ">" && depth === 0) {
                ++p.i;
                return;
            }
            ++p.i;
        }
        throw new Error("@aws-sdk XML parse error: unclosed DOCTYPE.");
    }
    decodeEntities(s) {
        return s.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-zA-Z][a-zA-Z0-9]{0,30}));/g, (_, hex, dec, named) => {
            if (hex) {
                return String.fromCharCode(parseInt(hex, 16));
            }
            if (dec) {
                return String.fromCharCode(parseInt(dec, 10));
            }
            return AwsXmlParser.ENTITIES[named] ?? "";
        });
    }
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/client/smithy-client/get-value-from-text-node.js

const getValueFromTextNode = (obj) => {
    const textNodeName = "#text";
    for (const key in obj) {
        if (!(0,hasOwn/* hasOwn */.$)(obj, key)) {
            continue;
        }
        if (obj[key][textNodeName] !== undefined) {
            obj[key] = obj[key][textNodeName];
        }
        else if (typeof obj[key] === "object" && obj[key] !== null) {
            obj[key] = getValueFromTextNode(obj[key]);
        }
    }
    return obj;
};

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/serde/FromStringShapeDeserializer.js + 1 modules
var FromStringShapeDeserializer = __nccwpck_require__(4671);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-utf8/toUtf8.js
var toUtf8 = __nccwpck_require__(9809);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/protocols/ConfigurableSerdeContext.js
class SerdeContextConfig {
    serdeContext;
    setSerdeContext(serdeContext) {
        this.serdeContext = serdeContext;
    }
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/protocols/UnionSerde.js
class UnionSerde {
    from;
    to;
    keys;
    constructor(from, to) {
        this.from = from;
        this.to = to;
        const keys = Object.keys(this.from);
        const set = new Set(keys);
        set.delete("__type");
        this.keys = set;
    }
    mark(key) {
        this.keys.delete(key);
    }
    hasUnknown() {
        return this.keys.size === 1 && Object.keys(this.to).length === 0;
    }
    writeUnknown() {
        if (this.hasUnknown()) {
            const k = this.keys.values().next().value;
            const v = this.from[k];
            this.to.$unknown = [k, v];
        }
    }
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/protocols/writeKey.js
function writeKey_writeKey(obj) {
    Object.defineProperty(obj, "__proto__", { value: undefined, writable: true, enumerable: true, configurable: true });
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/protocols/xml/XmlShapeDeserializer.js








class XmlShapeDeserializer extends SerdeContextConfig {
    settings;
    stringDeserializer;
    constructor(settings) {
        super();
        this.settings = settings;
        this.stringDeserializer = new FromStringShapeDeserializer/* FromStringShapeDeserializer */.k(settings);
    }
    setSerdeContext(serdeContext) {
        this.serdeContext = serdeContext;
        this.stringDeserializer.setSerdeContext(serdeContext);
    }
    read(schema, bytes, key) {
        const ns = NormalizedSchema/* NormalizedSchema */.l1.of(schema);
        const memberSchemas = ns.getMemberSchemas();
        const isEventPayload = ns.isStructSchema() &&
            ns.isMemberSchema() &&
            !!Object.values(memberSchemas).find((memberNs) => {
                return !!memberNs.getMemberTraits().eventPayload;
            });
        if (isEventPayload) {
            const output = {};
            const memberName = Object.keys(memberSchemas)[0];
            const eventMemberSchema = memberSchemas[memberName];
            if (eventMemberSchema.isBlobSchema()) {
                output[memberName] = bytes;
            }
            else {
                output[memberName] = this.read(memberSchemas[memberName], bytes);
            }
            return output;
        }
        const xmlString = (this.serdeContext?.utf8Encoder ?? toUtf8/* toUtf8 */.P)(bytes);
        const parsedObject = this.parseXml(xmlString);
        return this.readSchema(schema, key ? parsedObject[key] : parsedObject);
    }
    readSchema(_schema, value) {
        const ns = NormalizedSchema/* NormalizedSchema */.l1.of(_schema);
        if (ns.isUnitSchema()) {
            return;
        }
        const traits = ns.getMergedTraits();
        if (ns.isListSchema() && !Array.isArray(value)) {
            return this.readSchema(ns, [value]);
        }
        if (value == null) {
            return value;
        }
        if (typeof value === "object") {
            const flat = !!traits.xmlFlattened;
            if (ns.isListSchema()) {
                const listValue = ns.getValueSchema();
                const buffer = [];
                const sourceKey = listValue.getMergedTraits().xmlName ?? "member";
                const source = flat ? value : (value[0] ?? value)[sourceKey];
                if (source == null) {
                    return buffer;
                }
                const sourceArray = Array.isArray(source) ? source : [source];
                for (const v of sourceArray) {
                    buffer.push(this.readSchema(listValue, v));
                }
                return buffer;
            }
            const buffer = {};
            if (ns.isMapSchema()) {
                const keyNs = ns.getKeySchema();
                const memberNs = ns.getValueSchema();
                let entries;
                if (flat) {
                    entries = Array.isArray(value) ? value : [value];
                }
                else {
                    entries = Array.isArray(value.entry) ? value.entry : [value.entry];
                }
                const keyProperty = keyNs.getMergedTraits().xmlName ?? "key";
                const valueProperty = memberNs.getMergedTraits().xmlName ?? "value";
                for (const entry of entries) {
                    const key = entry[keyProperty];
                    const value = entry[valueProperty];
                    if (key === "__proto__") {
                        writeKey_writeKey(buffer);
                    }
                    buffer[key] = this.readSchema(memberNs, value);
                }
                return buffer;
            }
            if (ns.isStructSchema()) {
                const union = ns.isUnionSchema();
                let unionSerde;
                if (union) {
                    unionSerde = new UnionSerde(value, buffer);
                }
                for (const [memberName, memberSchema] of ns.structIterator()) {
                    const memberTraits = memberSchema.getMergedTraits();
                    const xmlObjectKey = !memberTraits.httpPayload
                        ? (memberSchema.getMemberTraits().xmlName ?? memberName)
                        : (memberTraits.xmlName ?? memberSchema.getName());
                    if (union) {
                        unionSerde.mark(xmlObjectKey);
                    }
                    if (value[xmlObjectKey] != null) {
                        buffer[memberName] = this.readSchema(memberSchema, value[xmlObjectKey]);
                    }
                }
                if (union) {
                    unionSerde.writeUnknown();
                }
                return buffer;
            }
            if (ns.isDocumentSchema()) {
                return value;
            }
            throw new Error(`@aws-sdk/core/protocols - xml deserializer unhandled schema type for ${ns.getName(true)}`);
        }
        if (ns.isListSchema()) {
            return [];
        }
        if (ns.isMapSchema() || ns.isStructSchema()) {
            return {};
        }
        return this.stringDeserializer.read(ns, value);
    }
    parseXml(xml) {
        if (xml.length) {
            let parsedObj;
            try {
                parsedObj = parseXML(xml);
            }
            catch (e) {
                if (e && typeof e === "object") {
                    Object.defineProperty(e, "$responseBodyText", {
                        value: xml,
                    });
                }
                throw e;
            }
            const textNodeName = "#text";
            const key = Object.keys(parsedObj)[0];
            const parsedObjToReturn = parsedObj[key];
            if (parsedObjToReturn[textNodeName]) {
                parsedObjToReturn[key] = parsedObjToReturn[textNodeName];
                delete parsedObjToReturn[textNodeName];
            }
            return getValueFromTextNode(parsedObjToReturn);
        }
        return {};
    }
}

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/serde/determineTimestampFormat.js
var determineTimestampFormat = __nccwpck_require__(3888);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/extended-encode-uri-component.js
var extended_encode_uri_component = __nccwpck_require__(979);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/date-utils.js + 1 modules
var date_utils = __nccwpck_require__(5393);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-base64/toBase64.js
var toBase64 = __nccwpck_require__(7305);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/index.js + 2 modules
var serde = __nccwpck_require__(7297);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/value/NumericValue.js
var NumericValue = __nccwpck_require__(7004);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/protocols/query/QueryShapeSerializer.js





class QueryShapeSerializer extends SerdeContextConfig {
    settings;
    buffer;
    constructor(settings) {
        super();
        this.settings = settings;
    }
    write(schema, value, prefix = "") {
        if (this.buffer === undefined) {
            this.buffer = "";
        }
        const ns = NormalizedSchema/* NormalizedSchema */.l1.of(schema);
        if (prefix && !prefix.endsWith(".")) {
            prefix += ".";
        }
        if (ns.isBlobSchema()) {
            if (typeof value === "string" || value instanceof Uint8Array) {
                this.writeKey(prefix);
                this.writeValue((this.serdeContext?.base64Encoder ?? toBase64/* toBase64 */.n)(value));
            }
        }
        else if (ns.isBooleanSchema() || ns.isNumericSchema() || ns.isStringSchema()) {
            if (value != null) {
                this.writeKey(prefix);
                this.writeValue(String(value));
            }
            else if (ns.isIdempotencyToken()) {
                this.writeKey(prefix);
                this.writeValue((0,serde/* generateIdempotencyToken */.ec)());
            }
        }
        else if (ns.isBigIntegerSchema()) {
            if (value != null) {
                this.writeKey(prefix);
                this.writeValue(String(value));
            }
        }
        else if (ns.isBigDecimalSchema()) {
            if (value != null) {
                this.writeKey(prefix);
                this.writeValue(value instanceof NumericValue/* NumericValue */.D ? value.string : String(value));
            }
        }
        else if (ns.isTimestampSchema()) {
            if (value instanceof Date) {
                this.writeKey(prefix);
                const format = (0,determineTimestampFormat/* determineTimestampFormat */.V)(ns, this.settings);
                switch (format) {
                    case 5:
                        this.writeValue(value.toISOString().replace(".000Z", "Z"));
                        break;
                    case 6:
                        this.writeValue((0,date_utils/* dateToUtcString */.JV)(value));
                        break;
                    case 7:
                        this.writeValue(String(value.getTime() / 1000));
                        break;
                }
            }
        }
        else if (ns.isDocumentSchema()) {
            if (Array.isArray(value)) {
                this.write(64 | 15, value, prefix);
            }
            else if (value instanceof Date) {
                this.write(4, value, prefix);
            }
            else if (value instanceof Uint8Array) {
                this.write(21, value, prefix);
            }
            else if (value && typeof value === "object") {
                this.write(128 | 15, value, prefix);
            }
            else {
                this.writeKey(prefix);
                this.writeValue(String(value));
            }
        }
        else if (ns.isListSchema()) {
            if (Array.isArray(value)) {
                if (value.length === 0) {
                    if (this.settings.serializeEmptyLists) {
                        this.writeKey(prefix);
                        this.writeValue("");
                    }
                }
                else {
                    const member = ns.getValueSchema();
                    const flat = this.settings.flattenLists || ns.getMergedTraits().xmlFlattened;
                    let i = 1;
                    for (const item of value) {
                        if (item == null) {
                            continue;
                        }
                        const traits = member.getMergedTraits();
                        const suffix = this.getKey("member", traits.xmlName, traits.ec2QueryName);
                        const key = flat ? `${prefix}${i}` : `${prefix}${suffix}.${i}`;
                        this.write(member, item, key);
                        ++i;
                    }
                }
            }
        }
        else if (ns.isMapSchema()) {
            if (value && typeof value === "object") {
                const keySchema = ns.getKeySchema();
                const memberSchema = ns.getValueSchema();
                const flat = ns.getMergedTraits().xmlFlattened;
                let i = 1;
                for (const k in value) {
                    const v = value[k];
                    if (v == null) {
                        continue;
                    }
                    const keyTraits = keySchema.getMergedTraits();
                    const keySuffix = this.getKey("key", keyTraits.xmlName, keyTraits.ec2QueryName);
                    const key = flat ? `${prefix}${i}.${keySuffix}` : `${prefix}entry.${i}.${keySuffix}`;
                    const valTraits = memberSchema.getMergedTraits();
                    const valueSuffix = this.getKey("value", valTraits.xmlName, valTraits.ec2QueryName);
                    const valueKey = flat ? `${prefix}${i}.${valueSuffix}` : `${prefix}entry.${i}.${valueSuffix}`;
                    this.write(keySchema, k, key);
                    this.write(memberSchema, v, valueKey);
                    ++i;
                }
            }
        }
        else if (ns.isStructSchema()) {
            if (value && typeof value === "object") {
                let didWriteMember = false;
                for (const [memberName, member] of ns.structIterator()) {
                    if (value[memberName] == null && !member.isIdempotencyToken()) {
                        continue;
                    }
                    const traits = member.getMergedTraits();
                    const suffix = this.getKey(memberName, traits.xmlName, traits.ec2QueryName, "struct");
                    const key = `${prefix}${suffix}`;
                    this.write(member, value[memberName], key);
                    didWriteMember = true;
                }
                if (!didWriteMember && ns.isUnionSchema()) {
                    const { $unknown } = value;
                    if (Array.isArray($unknown)) {
                        const [k, v] = $unknown;
                        const key = `${prefix}${k}`;
                        this.write(15, v, key);
                    }
                }
            }
        }
        else if (ns.isUnitSchema()) {
        }
        else {
            throw new Error(`@aws-sdk/core/protocols - QuerySerializer unrecognized schema type ${ns.getName(true)}`);
        }
    }
    flush() {
        if (this.buffer === undefined) {
            throw new Error("@aws-sdk/core/protocols - QuerySerializer cannot flush with nothing written to buffer.");
        }
        const str = this.buffer;
        delete this.buffer;
        return str;
    }
    getKey(memberName, xmlName, ec2QueryName, keySource) {
        const { ec2, capitalizeKeys } = this.settings;
        if (ec2 && ec2QueryName) {
            return ec2QueryName;
        }
        const key = xmlName ?? memberName;
        if (capitalizeKeys && keySource === "struct") {
            return key[0].toUpperCase() + key.slice(1);
        }
        return key;
    }
    writeKey(key) {
        if (key.endsWith(".")) {
            key = key.slice(0, key.length - 1);
        }
        this.buffer += `&${(0,extended_encode_uri_component/* extendedEncodeURIComponent */.$)(key)}=`;
    }
    writeValue(value) {
        this.buffer += (0,extended_encode_uri_component/* extendedEncodeURIComponent */.$)(value);
    }
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/protocols/query/AwsQueryProtocol.js





class AwsQueryProtocol extends RpcProtocol {
    options;
    serializer;
    deserializer;
    mixin = new ProtocolLib/* ProtocolLib */.U();
    constructor(options) {
        super({
            defaultNamespace: options.defaultNamespace,
            errorTypeRegistries: options.errorTypeRegistries,
        });
        this.options = options;
        const settings = {
            timestampFormat: {
                useTrait: true,
                default: 5,
            },
            httpBindings: false,
            xmlNamespace: options.xmlNamespace,
            serviceNamespace: options.defaultNamespace,
            serializeEmptyLists: true,
        };
        this.serializer = new QueryShapeSerializer(settings);
        this.deserializer = new XmlShapeDeserializer(settings);
    }
    getShapeId() {
        return "aws.protocols#awsQuery";
    }
    setSerdeContext(serdeContext) {
        this.serializer.setSerdeContext(serdeContext);
        this.deserializer.setSerdeContext(serdeContext);
    }
    getPayloadCodec() {
        throw new Error("AWSQuery protocol has no payload codec.");
    }
    async serializeRequest(operationSchema, input, context) {
        const request = await super.serializeRequest(operationSchema, input, context);
        if (!request.path.endsWith("/")) {
            request.path += "/";
        }
        request.headers["content-type"] = "application/x-www-form-urlencoded";
        if ((0,deref/* deref */.L)(operationSchema.input) === "unit" || !request.body) {
            request.body = "";
        }
        const action = operationSchema.name.split("#")[1] ?? operationSchema.name;
        request.body = `Action=${action}&Version=${this.options.version}` + request.body;
        if (request.body.endsWith("&")) {
            request.body = request.body.slice(-1);
        }
        return request;
    }
    async deserializeResponse(operationSchema, context, response) {
        const deserializer = this.deserializer;
        const ns = NormalizedSchema/* NormalizedSchema */.l1.of(operationSchema.output);
        const dataObject = {};
        if (response.statusCode >= 300) {
            const bytes = await (0,collect_stream_body/* collectBody */.P)(response.body, context);
            if (bytes.byteLength > 0) {
                Object.assign(dataObject, await deserializer.read(15, bytes));
            }
            await this.handleError(operationSchema, context, response, dataObject, this.deserializeMetadata(response));
        }
        for (const header in response.headers) {
            const value = response.headers[header];
            delete response.headers[header];
            response.headers[header.toLowerCase()] = value;
        }
        const shortName = operationSchema.name.split("#")[1] ?? operationSchema.name;
        const awsQueryResultKey = ns.isStructSchema() && this.useNestedResult() ? shortName + "Result" : undefined;
        const bytes = await (0,collect_stream_body/* collectBody */.P)(response.body, context);
        if (bytes.byteLength > 0) {
            Object.assign(dataObject, await deserializer.read(ns, bytes, awsQueryResultKey));
        }
        dataObject.$metadata = this.deserializeMetadata(response);
        return dataObject;
    }
    useNestedResult() {
        return true;
    }
    async handleError(operationSchema, context, response, dataObject, metadata) {
        const errorIdentifier = this.loadQueryErrorCode(response, dataObject) ?? "Unknown";
        this.mixin.compose(this.compositeErrorRegistry, errorIdentifier, this.options.defaultNamespace);
        const errorData = this.loadQueryError(dataObject) ?? {};
        const message = this.loadQueryErrorMessage(dataObject);
        errorData.message = message;
        errorData.Error = {
            Type: errorData.Type,
            Code: errorData.Code,
            Message: message,
        };
        const { errorSchema, errorMetadata } = await this.mixin.getErrorSchemaOrThrowBaseException(errorIdentifier, this.options.defaultNamespace, response, errorData, metadata, this.mixin.findQueryCompatibleError);
        const ns = NormalizedSchema/* NormalizedSchema */.l1.of(errorSchema);
        const ErrorCtor = this.compositeErrorRegistry.getErrorCtor(errorSchema) ?? Error;
        const exception = new ErrorCtor({});
        const output = {
            Type: errorData.Error.Type,
            Code: errorData.Error.Code,
            Error: errorData.Error,
        };
        for (const [name, member] of ns.structIterator()) {
            const target = member.getMergedTraits().xmlName ?? name;
            const value = errorData[target] ?? dataObject[target];
            output[name] = this.deserializer.readSchema(member, value);
        }
        throw this.mixin.decorateServiceException(Object.assign(exception, errorMetadata, {
            $fault: ns.getMergedTraits().error,
            message,
        }, output), dataObject);
    }
    loadQueryErrorCode(output, data) {
        const code = (data.Errors?.[0]?.Error ?? data.Errors?.Error ?? data.Error)?.Code;
        if (code !== undefined) {
            return code;
        }
        if (output.statusCode == 404) {
            return "NotFound";
        }
    }
    loadQueryError(data) {
        return data.Errors?.[0]?.Error ?? data.Errors?.Error ?? data.Error;
    }
    loadQueryErrorMessage(data) {
        const errorData = this.loadQueryError(data);
        return errorData?.message ?? errorData?.Message ?? data.message ?? data.Message ?? "Unknown";
    }
    getDefaultContentType() {
        return "application/x-www-form-urlencoded";
    }
}


/***/ }),

/***/ 3099:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   pi: () => (/* binding */ ENV_SECRET),
/* harmony export */   sF: () => (/* binding */ fromEnv),
/* harmony export */   yG: () => (/* binding */ ENV_KEY)
/* harmony export */ });
/* unused harmony exports ENV_SESSION, ENV_EXPIRATION, ENV_CREDENTIAL_SCOPE, ENV_ACCOUNT_ID */
/* harmony import */ var _aws_sdk_core_client__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(249);
/* harmony import */ var _smithy_core_config__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1436);


const ENV_KEY = "AWS_ACCESS_KEY_ID";
const ENV_SECRET = "AWS_SECRET_ACCESS_KEY";
const ENV_SESSION = "AWS_SESSION_TOKEN";
const ENV_EXPIRATION = "AWS_CREDENTIAL_EXPIRATION";
const ENV_CREDENTIAL_SCOPE = "AWS_CREDENTIAL_SCOPE";
const ENV_ACCOUNT_ID = "AWS_ACCOUNT_ID";
const fromEnv = (init) => async () => {
    init?.logger?.debug("@aws-sdk/credential-provider-env - fromEnv");
    const accessKeyId = process.env[ENV_KEY];
    const secretAccessKey = process.env[ENV_SECRET];
    const sessionToken = process.env[ENV_SESSION];
    const expiry = process.env[ENV_EXPIRATION];
    const credentialScope = process.env[ENV_CREDENTIAL_SCOPE];
    const accountId = process.env[ENV_ACCOUNT_ID];
    if (accessKeyId && secretAccessKey) {
        const credentials = {
            accessKeyId,
            secretAccessKey,
            ...(sessionToken && { sessionToken }),
            ...(expiry && { expiration: new Date(expiry) }),
            ...(credentialScope && { credentialScope }),
            ...(accountId && { accountId }),
        };
        (0,_aws_sdk_core_client__WEBPACK_IMPORTED_MODULE_0__/* .setCredentialFeature */ .g)(credentials, "CREDENTIALS_ENV_VARS", "g");
        return credentials;
    }
    throw new _smithy_core_config__WEBPACK_IMPORTED_MODULE_1__/* .CredentialsProviderError */ .C("Unable to find environment variable credentials.", { logger: init?.logger });
};


/***/ }),

/***/ 9320:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {

var __webpack_unused_export__;


const PROTECTED_KEYS = {
    REQUEST_ID: Symbol.for("_AWS_LAMBDA_REQUEST_ID"),
    X_RAY_TRACE_ID: Symbol.for("_AWS_LAMBDA_X_RAY_TRACE_ID"),
    TENANT_ID: Symbol.for("_AWS_LAMBDA_TENANT_ID"),
    TRACEPARENT: Symbol.for("_AWS_LAMBDA_TRACEPARENT"),
    TRACESTATE: Symbol.for("_AWS_LAMBDA_TRACESTATE"),
    BAGGAGE: Symbol.for("_AWS_LAMBDA_BAGGAGE"),
};
const NO_GLOBAL_AWS_LAMBDA = ["true", "1"].includes(process.env?.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? "");
if (!NO_GLOBAL_AWS_LAMBDA) {
    globalThis.awslambda = globalThis.awslambda || {};
}
class InvokeStoreBase {
    static PROTECTED_KEYS = PROTECTED_KEYS;
    isProtectedKey(key) {
        return Object.values(PROTECTED_KEYS).includes(key);
    }
    getRequestId() {
        return this.get(PROTECTED_KEYS.REQUEST_ID) ?? "-";
    }
    getXRayTraceId() {
        return this.get(PROTECTED_KEYS.X_RAY_TRACE_ID);
    }
    getTenantId() {
        return this.get(PROTECTED_KEYS.TENANT_ID);
    }
    getTraceparent() {
        return this.get(PROTECTED_KEYS.TRACEPARENT);
    }
    getTracestate() {
        return this.get(PROTECTED_KEYS.TRACESTATE);
    }
    getBaggage() {
        return this.get(PROTECTED_KEYS.BAGGAGE);
    }
}
class InvokeStoreSingle extends InvokeStoreBase {
    currentContext;
    getContext() {
        return this.currentContext;
    }
    hasContext() {
        return this.currentContext !== undefined;
    }
    get(key) {
        return this.currentContext?.[key];
    }
    set(key, value) {
        if (this.isProtectedKey(key)) {
            throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
        }
        this.currentContext = this.currentContext || {};
        this.currentContext[key] = value;
    }
    run(context, fn) {
        this.currentContext = context;
        return fn();
    }
}
class InvokeStoreMulti extends InvokeStoreBase {
    als;
    static async create() {
        const instance = new InvokeStoreMulti();
        const asyncHooks = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 6698, 23));
        instance.als = new asyncHooks.AsyncLocalStorage();
        return instance;
    }
    getContext() {
        return this.als.getStore();
    }
    hasContext() {
        return this.als.getStore() !== undefined;
    }
    get(key) {
        return this.als.getStore()?.[key];
    }
    set(key, value) {
        if (this.isProtectedKey(key)) {
            throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
        }
        const store = this.als.getStore();
        if (!store) {
            throw new Error("No context available");
        }
        store[key] = value;
    }
    run(context, fn) {
        return this.als.run(context, fn);
    }
}
exports.A = void 0;
(function (InvokeStore) {
    let instance = null;
    async function getInstanceAsync(forceInvokeStoreMulti) {
        if (!instance) {
            instance = (async () => {
                const isMulti = forceInvokeStoreMulti === true || "AWS_LAMBDA_MAX_CONCURRENCY" in process.env;
                const newInstance = isMulti
                    ? await InvokeStoreMulti.create()
                    : new InvokeStoreSingle();
                if (!NO_GLOBAL_AWS_LAMBDA && globalThis.awslambda?.InvokeStore) {
                    return globalThis.awslambda.InvokeStore;
                }
                else if (!NO_GLOBAL_AWS_LAMBDA && globalThis.awslambda) {
                    globalThis.awslambda.InvokeStore = newInstance;
                    return newInstance;
                }
                else {
                    return newInstance;
                }
            })();
        }
        return instance;
    }
    InvokeStore.getInstanceAsync = getInstanceAsync;
    InvokeStore._testing = process.env.AWS_LAMBDA_BENCHMARK_MODE === "1"
        ? {
            reset: () => {
                instance = null;
                if (globalThis.awslambda?.InvokeStore) {
                    delete globalThis.awslambda.InvokeStore;
                }
                globalThis.awslambda = { InvokeStore: undefined };
            },
        }
        : undefined;
})(exports.A || (exports.A = {}));

__webpack_unused_export__ = InvokeStoreBase;


/***/ }),

/***/ 2781:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  w: () => (/* binding */ getHttpAuthSchemeEndpointRuleSetPlugin)
});

// UNUSED EXPORTS: httpAuthSchemeEndpointRuleSetMiddlewareOptions

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/getSmithyContext.js
var getSmithyContext = __nccwpck_require__(8743);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/legacy-root-exports/middleware-http-auth-scheme/resolveAuthOptions.js
const resolveAuthOptions = (candidateAuthOptions, authSchemePreference) => {
    if (!authSchemePreference || authSchemePreference.length === 0) {
        return candidateAuthOptions;
    }
    const preferredAuthOptions = [];
    for (const preferredSchemeName of authSchemePreference) {
        for (const candidateAuthOption of candidateAuthOptions) {
            const candidateAuthSchemeName = candidateAuthOption.schemeId.split("#")[1];
            if (candidateAuthSchemeName === preferredSchemeName) {
                preferredAuthOptions.push(candidateAuthOption);
            }
        }
    }
    for (const candidateAuthOption of candidateAuthOptions) {
        if (!preferredAuthOptions.find(({ schemeId }) => schemeId === candidateAuthOption.schemeId)) {
            preferredAuthOptions.push(candidateAuthOption);
        }
    }
    return preferredAuthOptions;
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/legacy-root-exports/middleware-http-auth-scheme/httpAuthSchemeMiddleware.js


function convertHttpAuthSchemesToMap(httpAuthSchemes) {
    const map = new Map();
    for (const scheme of httpAuthSchemes) {
        map.set(scheme.schemeId, scheme);
    }
    return map;
}
const httpAuthSchemeMiddleware = (config, mwOptions) => (next, context) => async (args) => {
    const options = config.httpAuthSchemeProvider(await mwOptions.httpAuthSchemeParametersProvider(config, context, args.input));
    const authSchemePreference = config.authSchemePreference ? await config.authSchemePreference() : [];
    const resolvedOptions = resolveAuthOptions(options, authSchemePreference);
    const authSchemes = convertHttpAuthSchemesToMap(config.httpAuthSchemes);
    const smithyContext = (0,getSmithyContext/* getSmithyContext */.u)(context);
    const failureReasons = [];
    for (const option of resolvedOptions) {
        const scheme = authSchemes.get(option.schemeId);
        if (!scheme) {
            failureReasons.push(`HttpAuthScheme \`${option.schemeId}\` was not enabled for this service.`);
            continue;
        }
        const identityProvider = scheme.identityProvider(await mwOptions.identityProviderConfigProvider(config));
        if (!identityProvider) {
            failureReasons.push(`HttpAuthScheme \`${option.schemeId}\` did not have an IdentityProvider configured.`);
            continue;
        }
        const { identityProperties = {}, signingProperties = {} } = option.propertiesExtractor?.(config, context) || {};
        option.identityProperties = Object.assign(option.identityProperties || {}, identityProperties);
        option.signingProperties = Object.assign(option.signingProperties || {}, signingProperties);
        smithyContext.selectedHttpAuthScheme = {
            httpAuthOption: option,
            identity: await identityProvider(option.identityProperties),
            signer: scheme.signer,
        };
        break;
    }
    if (!smithyContext.selectedHttpAuthScheme) {
        throw new Error(failureReasons.join("\n"));
    }
    return next(args);
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/legacy-root-exports/middleware-http-auth-scheme/getHttpAuthSchemeEndpointRuleSetPlugin.js

const httpAuthSchemeEndpointRuleSetMiddlewareOptions = {
    step: "serialize",
    tags: ["HTTP_AUTH_SCHEME"],
    name: "httpAuthSchemeMiddleware",
    override: true,
    relation: "before",
    toMiddleware: "endpointV2Middleware",
};
const getHttpAuthSchemeEndpointRuleSetPlugin = (config, { httpAuthSchemeParametersProvider, identityProviderConfigProvider, }) => ({
    applyToStack: (clientStack) => {
        clientStack.addRelativeTo(httpAuthSchemeMiddleware(config, {
            httpAuthSchemeParametersProvider,
            identityProviderConfigProvider,
        }), httpAuthSchemeEndpointRuleSetMiddlewareOptions);
    },
});


/***/ }),

/***/ 1567:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  l: () => (/* binding */ getHttpSigningPlugin)
});

// UNUSED EXPORTS: httpSigningMiddlewareOptions

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/httpRequest.js
var httpRequest = __nccwpck_require__(9725);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/getSmithyContext.js
var getSmithyContext = __nccwpck_require__(8743);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/legacy-root-exports/middleware-http-signing/httpSigningMiddleware.js


const defaultErrorHandler = (signingProperties) => (error) => {
    throw error;
};
const defaultSuccessHandler = (httpResponse, signingProperties) => { };
const httpSigningMiddleware = (config) => (next, context) => async (args) => {
    if (!httpRequest/* HttpRequest */.K.isInstance(args.request)) {
        return next(args);
    }
    const smithyContext = (0,getSmithyContext/* getSmithyContext */.u)(context);
    const scheme = smithyContext.selectedHttpAuthScheme;
    if (!scheme) {
        throw new Error(`No HttpAuthScheme was selected: unable to sign request`);
    }
    const { httpAuthOption: { signingProperties = {} }, identity, signer, } = scheme;
    const output = await next({
        ...args,
        request: await signer.sign(args.request, identity, signingProperties),
    }).catch((signer.errorHandler || defaultErrorHandler)(signingProperties));
    (signer.successHandler || defaultSuccessHandler)(output.response, signingProperties);
    return output;
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/legacy-root-exports/middleware-http-signing/getHttpSigningMiddleware.js

const httpSigningMiddlewareOptions = {
    step: "finalizeRequest",
    tags: ["HTTP_SIGNING"],
    name: "httpSigningMiddleware",
    aliases: ["apiKeyMiddleware", "tokenMiddleware", "awsAuthMiddleware"],
    override: true,
    relation: "after",
    toMiddleware: "retryMiddleware",
};
const getHttpSigningPlugin = (config) => ({
    applyToStack: (clientStack) => {
        clientStack.addRelativeTo(httpSigningMiddleware(config), httpSigningMiddlewareOptions);
    },
});


/***/ }),

/***/ 7086:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ DefaultIdentityProviderConfig)
/* harmony export */ });
/* harmony import */ var _smithy_core_transport__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2990);

class DefaultIdentityProviderConfig {
    authSchemes = new Map();
    constructor(config) {
        for (const key in config) {
            if (!(0,_smithy_core_transport__WEBPACK_IMPORTED_MODULE_0__/* .hasOwn */ .$)(config, key)) {
                continue;
            }
            const value = config[key];
            if (value !== undefined) {
                this.authSchemes.set(key, value);
            }
        }
    }
    getIdentityProvider(schemeId) {
        return this.authSchemes.get(schemeId);
    }
}


/***/ }),

/***/ 3926:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   t: () => (/* binding */ normalizeProvider)
/* harmony export */ });
const normalizeProvider = (input) => {
    if (typeof input === "function") {
        return input;
    }
    const promisified = Promise.resolve(input);
    return () => promisified;
};


/***/ }),

/***/ 910:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  k: () => (/* binding */ Sha256Node)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-utf8/toUint8Array.js
var toUint8Array = __nccwpck_require__(3243);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js

const BLOCK = 64;
const DIGEST_LENGTH = 32;
const MAX_HASHABLE_LENGTH = 2 ** 53 - 1;
class Sha256Js {
    digestLength = DIGEST_LENGTH;
    state = Int32Array.from(INIT);
    w;
    buffer = new Uint8Array(64);
    bufferLength = 0;
    bytesHashed = 0;
    finished = false;
    inner;
    outer;
    constructor(secret) {
        if (secret) {
            const key = Sha256Js.normalizeKey(secret);
            this.inner = new Sha256Js();
            this.outer = new Sha256Js();
            const { inner, outer } = this;
            const pad = new Uint8Array(BLOCK * 2);
            for (let i = 0; i < BLOCK; ++i) {
                pad[i] = 0x36 ^ key[i];
                pad[i + BLOCK] = 0x5c ^ key[i];
            }
            inner.update(pad.subarray(0, BLOCK));
            outer.update(pad.subarray(BLOCK));
        }
    }
    update(data) {
        if (this.finished) {
            throw new Error("Attempted to update an already finished HMAC.");
        }
        if (this.inner) {
            this.inner.update(data);
            return;
        }
        const chunk = (0,toUint8Array/* toUint8Array */.F)(data);
        let position = 0;
        let { byteLength } = chunk;
        this.bytesHashed += byteLength;
        if (this.bytesHashed * 8 > MAX_HASHABLE_LENGTH) {
            throw new Error("Cannot hash more than 2^53 - 1 bits");
        }
        while (byteLength > 0) {
            this.buffer[this.bufferLength++] = chunk[position++];
            byteLength--;
            if (this.bufferLength === BLOCK) {
                this.hashBuffer();
                this.bufferLength = 0;
            }
        }
    }
    async digest() {
        const { inner, outer } = this;
        if (inner && outer) {
            if (this.finished) {
                throw new Error("Attempted to digest an already finished HMAC.");
            }
            this.finished = true;
            const innerDigest = inner.digestSync();
            outer.update(innerDigest);
            return outer.digestSync();
        }
        return this.digestSync();
    }
    reset() {
        this.state = Int32Array.from(INIT);
        this.buffer = new Uint8Array(64);
        this.bufferLength = 0;
        this.bytesHashed = 0;
    }
    digestSync() {
        const state = this.state.slice();
        const buffer = this.buffer.slice();
        let bufferLength = this.bufferLength;
        const bitsHashed = this.bytesHashed * 8;
        const bufferView = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
        bufferView.setUint8(bufferLength++, 0x80);
        if ((bufferLength - 1) % BLOCK >= BLOCK - 8) {
            for (let i = bufferLength; i < BLOCK; ++i) {
                bufferView.setUint8(i, 0);
            }
            this.hashBufferWith(state, buffer);
            bufferLength = 0;
        }
        for (let i = bufferLength; i < BLOCK - 8; ++i) {
            bufferView.setUint8(i, 0);
        }
        bufferView.setUint32(BLOCK - 8, Math.floor(bitsHashed / 0x100000000), false);
        bufferView.setUint32(BLOCK - 4, bitsHashed, false);
        this.hashBufferWith(state, buffer);
        const out = new Uint8Array(DIGEST_LENGTH);
        for (let i = 0; i < 8; ++i) {
            out[i * 4] = (state[i] >>> 24) & 0xff;
            out[i * 4 + 1] = (state[i] >>> 16) & 0xff;
            out[i * 4 + 2] = (state[i] >>> 8) & 0xff;
            out[i * 4 + 3] = (state[i] >>> 0) & 0xff;
        }
        return out;
    }
    static normalizeKey(secret) {
        const key = (0,toUint8Array/* toUint8Array */.F)(secret);
        if (key.byteLength > BLOCK) {
            const h = new Sha256Js();
            h.update(key);
            const out = h.digestSync();
            const padded = new Uint8Array(BLOCK);
            padded.set(out);
            return padded;
        }
        if (key.byteLength < BLOCK) {
            const padded = new Uint8Array(BLOCK);
            padded.set(key);
            return padded;
        }
        return key;
    }
    hashBuffer() {
        this.hashBufferWith(this.state, this.buffer);
    }
    hashBufferWith(state, buffer) {
        const w = (this.w ??= new Int32Array(64));
        let s0 = state[0], s1 = state[1], s2 = state[2], s3 = state[3], s4 = state[4], s5 = state[5], s6 = state[6], s7 = state[7];
        for (let i = 0; i < BLOCK; ++i) {
            if (i < 16) {
                w[i] =
                    ((buffer[i * 4] & 0xff) << 24) |
                        ((buffer[i * 4 + 1] & 0xff) << 16) |
                        ((buffer[i * 4 + 2] & 0xff) << 8) |
                        (buffer[i * 4 + 3] & 0xff);
            }
            else {
                let u = w[i - 2];
                const t1 = ((u >>> 17) | (u << 15)) ^ ((u >>> 19) | (u << 13)) ^ (u >>> 10);
                u = w[i - 15];
                const t2 = ((u >>> 7) | (u << 25)) ^ ((u >>> 18) | (u << 14)) ^ (u >>> 3);
                w[i] = ((t1 + w[i - 7]) | 0) + ((t2 + w[i - 16]) | 0);
            }
            const t1 = ((((((s4 >>> 6) | (s4 << 26)) ^ ((s4 >>> 11) | (s4 << 21)) ^ ((s4 >>> 25) | (s4 << 7))) +
                ((s4 & s5) ^ (~s4 & s6))) |
                0) +
                ((s7 + ((K[i] + w[i]) | 0)) | 0)) |
                0;
            const t2 = ((((s0 >>> 2) | (s0 << 30)) ^ ((s0 >>> 13) | (s0 << 19)) ^ ((s0 >>> 22) | (s0 << 10))) +
                ((s0 & s1) ^ (s0 & s2) ^ (s1 & s2))) |
                0;
            s7 = s6;
            s6 = s5;
            s5 = s4;
            s4 = (s3 + t1) | 0;
            s3 = s2;
            s2 = s1;
            s1 = s0;
            s0 = (t1 + t2) | 0;
        }
        state[0] += s0;
        state[1] += s1;
        state[2] += s2;
        state[3] += s3;
        state[4] += s4;
        state[5] += s5;
        state[6] += s6;
        state[7] += s7;
    }
}
const INIT = new Int32Array([
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
const K = new Int32Array([
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/checksum/sha256/Sha256Node.js


const hasNativeCrypto = (() => {
    try {
        (0,external_node_crypto_.createHash)("sha256");
        return true;
    }
    catch {
        return false;
    }
})();
const Sha256Node = hasNativeCrypto ? buildNativeClass() : Sha256Js;
function buildNativeClass() {
    return class Sha256Node {
        digestLength = 32;
        secret;
        hash;
        isHmac;
        finished = false;
        constructor(secret) {
            this.secret = secret;
            this.isHmac = !!secret;
            this.hash = this.createHash();
        }
        update(data) {
            if (this.finished) {
                throw new Error("Attempted to update an already finished hash.");
            }
            this.hash.update(data);
        }
        async digest() {
            let buf;
            if (this.isHmac) {
                this.finished = true;
                buf = this.hash.digest();
            }
            else {
                buf = this.hash.copy().digest();
            }
            return new Uint8Array(buf.buffer, buf.byteOffset, buf.byteLength);
        }
        reset() {
            this.hash = this.createHash();
            this.finished = false;
        }
        createHash() {
            return this.secret ? (0,external_node_crypto_.createHmac)("sha256", toBuffer(this.secret)) : (0,external_node_crypto_.createHash)("sha256");
        }
    };
}
function toBuffer(data) {
    if (typeof data === "string") {
        return data;
    }
    if (ArrayBuffer.isView(data)) {
        return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    }
    return Buffer.from(data);
}


/***/ }),

/***/ 7520:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ constructStack)
/* harmony export */ });
const getAllAliases = (name, aliases) => {
    const _aliases = [];
    if (name) {
        _aliases.push(name);
    }
    if (aliases) {
        for (const alias of aliases) {
            _aliases.push(alias);
        }
    }
    return _aliases;
};
const getMiddlewareNameWithAliases = (name, aliases) => {
    return `${name || "anonymous"}${aliases && aliases.length > 0 ? ` (a.k.a. ${aliases.join(",")})` : ""}`;
};
const constructStack = () => {
    let absoluteEntries = [];
    let relativeEntries = [];
    let identifyOnResolve = false;
    const entriesNameSet = new Set();
    const sort = (entries) => entries.sort((a, b) => stepWeights[b.step] - stepWeights[a.step] ||
        priorityWeights[b.priority || "normal"] - priorityWeights[a.priority || "normal"]);
    const removeByName = (toRemove) => {
        let isRemoved = false;
        const filterCb = (entry) => {
            const aliases = getAllAliases(entry.name, entry.aliases);
            if (aliases.includes(toRemove)) {
                isRemoved = true;
                for (const alias of aliases) {
                    entriesNameSet.delete(alias);
                }
                return false;
            }
            return true;
        };
        absoluteEntries = absoluteEntries.filter(filterCb);
        relativeEntries = relativeEntries.filter(filterCb);
        return isRemoved;
    };
    const removeByReference = (toRemove) => {
        let isRemoved = false;
        const filterCb = (entry) => {
            if (entry.middleware === toRemove) {
                isRemoved = true;
                for (const alias of getAllAliases(entry.name, entry.aliases)) {
                    entriesNameSet.delete(alias);
                }
                return false;
            }
            return true;
        };
        absoluteEntries = absoluteEntries.filter(filterCb);
        relativeEntries = relativeEntries.filter(filterCb);
        return isRemoved;
    };
    const cloneTo = (toStack) => {
        absoluteEntries.forEach((entry) => {
            toStack.add(entry.middleware, { ...entry });
        });
        relativeEntries.forEach((entry) => {
            toStack.addRelativeTo(entry.middleware, { ...entry });
        });
        toStack.identifyOnResolve?.(stack.identifyOnResolve());
        return toStack;
    };
    const expandRelativeMiddlewareList = (from) => {
        const expandedMiddlewareList = [];
        from.before.forEach((entry) => {
            if (entry.before.length === 0 && entry.after.length === 0) {
                expandedMiddlewareList.push(entry);
            }
            else {
                expandedMiddlewareList.push(...expandRelativeMiddlewareList(entry));
            }
        });
        expandedMiddlewareList.push(from);
        from.after.reverse().forEach((entry) => {
            if (entry.before.length === 0 && entry.after.length === 0) {
                expandedMiddlewareList.push(entry);
            }
            else {
                expandedMiddlewareList.push(...expandRelativeMiddlewareList(entry));
            }
        });
        return expandedMiddlewareList;
    };
    const getMiddlewareList = (debug = false) => {
        const normalizedAbsoluteEntries = [];
        const normalizedRelativeEntries = [];
        const normalizedEntriesNameMap = {};
        absoluteEntries.forEach((entry) => {
            const normalizedEntry = {
                ...entry,
                before: [],
                after: [],
            };
            for (const alias of getAllAliases(normalizedEntry.name, normalizedEntry.aliases)) {
                normalizedEntriesNameMap[alias] = normalizedEntry;
            }
            normalizedAbsoluteEntries.push(normalizedEntry);
        });
        relativeEntries.forEach((entry) => {
            const normalizedEntry = {
                ...entry,
                before: [],
                after: [],
            };
            for (const alias of getAllAliases(normalizedEntry.name, normalizedEntry.aliases)) {
                normalizedEntriesNameMap[alias] = normalizedEntry;
            }
            normalizedRelativeEntries.push(normalizedEntry);
        });
        normalizedRelativeEntries.forEach((entry) => {
            if (entry.toMiddleware) {
                const toMiddleware = normalizedEntriesNameMap[entry.toMiddleware];
                if (toMiddleware === undefined) {
                    if (debug) {
                        return;
                    }
                    throw new Error(`${entry.toMiddleware} is not found when adding ` +
                        `${getMiddlewareNameWithAliases(entry.name, entry.aliases)} ` +
                        `middleware ${entry.relation} ${entry.toMiddleware}`);
                }
                if (entry.relation === "after") {
                    toMiddleware.after.push(entry);
                }
                if (entry.relation === "before") {
                    toMiddleware.before.push(entry);
                }
            }
        });
        const mainChain = sort(normalizedAbsoluteEntries)
            .map(expandRelativeMiddlewareList)
            .reduce((wholeList, expandedMiddlewareList) => {
            wholeList.push(...expandedMiddlewareList);
            return wholeList;
        }, []);
        return mainChain;
    };
    const stack = {
        add: (middleware, options = {}) => {
            const { name, override, aliases: _aliases } = options;
            const entry = {
                step: "initialize",
                priority: "normal",
                middleware,
                ...options,
            };
            const aliases = getAllAliases(name, _aliases);
            if (aliases.length > 0) {
                if (aliases.some((alias) => entriesNameSet.has(alias))) {
                    if (!override) {
                        throw new Error(`Duplicate middleware name '${getMiddlewareNameWithAliases(name, _aliases)}'`);
                    }
                    for (const alias of aliases) {
                        const toOverrideIndex = absoluteEntries.findIndex((entry) => entry.name === alias || entry.aliases?.some((a) => a === alias));
                        if (toOverrideIndex === -1) {
                            continue;
                        }
                        const toOverride = absoluteEntries[toOverrideIndex];
                        if (toOverride.step !== entry.step || entry.priority !== toOverride.priority) {
                            throw new Error(`"${getMiddlewareNameWithAliases(toOverride.name, toOverride.aliases)}" middleware with ` +
                                `${toOverride.priority} priority in ${toOverride.step} step cannot ` +
                                `be overridden by "${getMiddlewareNameWithAliases(name, _aliases)}" middleware with ` +
                                `${entry.priority} priority in ${entry.step} step.`);
                        }
                        absoluteEntries.splice(toOverrideIndex, 1);
                    }
                }
                for (const alias of aliases) {
                    entriesNameSet.add(alias);
                }
            }
            absoluteEntries.push(entry);
        },
        addRelativeTo: (middleware, options) => {
            const { name, override, aliases: _aliases } = options;
            const entry = {
                middleware,
                ...options,
            };
            const aliases = getAllAliases(name, _aliases);
            if (aliases.length > 0) {
                if (aliases.some((alias) => entriesNameSet.has(alias))) {
                    if (!override) {
                        throw new Error(`Duplicate middleware name '${getMiddlewareNameWithAliases(name, _aliases)}'`);
                    }
                    for (const alias of aliases) {
                        const toOverrideIndex = relativeEntries.findIndex((entry) => entry.name === alias || entry.aliases?.some((a) => a === alias));
                        if (toOverrideIndex === -1) {
                            continue;
                        }
                        const toOverride = relativeEntries[toOverrideIndex];
                        if (toOverride.toMiddleware !== entry.toMiddleware || toOverride.relation !== entry.relation) {
                            throw new Error(`"${getMiddlewareNameWithAliases(toOverride.name, toOverride.aliases)}" middleware ` +
                                `${toOverride.relation} "${toOverride.toMiddleware}" middleware cannot be overridden ` +
                                `by "${getMiddlewareNameWithAliases(name, _aliases)}" middleware ${entry.relation} ` +
                                `"${entry.toMiddleware}" middleware.`);
                        }
                        relativeEntries.splice(toOverrideIndex, 1);
                    }
                }
                for (const alias of aliases) {
                    entriesNameSet.add(alias);
                }
            }
            relativeEntries.push(entry);
        },
        clone: () => cloneTo(constructStack()),
        use: (plugin) => {
            plugin.applyToStack(stack);
        },
        remove: (toRemove) => {
            if (typeof toRemove === "string") {
                return removeByName(toRemove);
            }
            else {
                return removeByReference(toRemove);
            }
        },
        removeByTag: (toRemove) => {
            let isRemoved = false;
            const filterCb = (entry) => {
                const { tags, name, aliases: _aliases } = entry;
                if (tags && tags.includes(toRemove)) {
                    const aliases = getAllAliases(name, _aliases);
                    for (const alias of aliases) {
                        entriesNameSet.delete(alias);
                    }
                    isRemoved = true;
                    return false;
                }
                return true;
            };
            absoluteEntries = absoluteEntries.filter(filterCb);
            relativeEntries = relativeEntries.filter(filterCb);
            return isRemoved;
        },
        concat: (from) => {
            const cloned = cloneTo(constructStack());
            cloned.use(from);
            cloned.identifyOnResolve(identifyOnResolve || cloned.identifyOnResolve() || (from.identifyOnResolve?.() ?? false));
            return cloned;
        },
        applyToStack: cloneTo,
        identify: () => {
            return getMiddlewareList(true).map((mw) => {
                const step = mw.step ??
                    mw.relation +
                        " " +
                        mw.toMiddleware;
                return getMiddlewareNameWithAliases(mw.name, mw.aliases) + " - " + step;
            });
        },
        identifyOnResolve(toggle) {
            if (typeof toggle === "boolean") {
                identifyOnResolve = toggle;
            }
            return identifyOnResolve;
        },
        resolve: (handler, context) => {
            for (const middleware of getMiddlewareList()
                .map((entry) => entry.middleware)
                .reverse()) {
                handler = middleware(handler, context);
            }
            if (identifyOnResolve) {
                console.log(stack.identify());
            }
            return handler;
        },
    };
    return stack;
};
const stepWeights = {
    initialize: 5,
    serialize: 4,
    build: 3,
    finalizeRequest: 2,
    deserialize: 1,
};
const priorityWeights = {
    high: 3,
    normal: 2,
    low: 1,
};


/***/ }),

/***/ 7545:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ NoOpLogger)
/* harmony export */ });
class NoOpLogger {
    trace() { }
    debug() { }
    info() { }
    warn() { }
    error() { }
}


/***/ }),

/***/ 6801:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  k: () => (/* binding */ makeBuilder)
});

// EXTERNAL MODULE: ./node_modules/@smithy/types/dist-es/middleware.js
var middleware = __nccwpck_require__(7418);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/client/middleware-stack/MiddlewareStack.js
var MiddlewareStack = __nccwpck_require__(7520);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/schema/schemas/NormalizedSchema.js
var NormalizedSchema = __nccwpck_require__(5125);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/client/smithy-client/schemaLogFilter.js

const SENSITIVE_STRING = "***SensitiveInformation***";
function schemaLogFilter(schema, data) {
    if (data == null) {
        return data;
    }
    const ns = NormalizedSchema/* NormalizedSchema */.l1.of(schema);
    if (ns.getMergedTraits().sensitive) {
        return SENSITIVE_STRING;
    }
    if (ns.isListSchema()) {
        const valueSchema = ns.getValueSchema();
        if (valueSchema.getMergedTraits().sensitive) {
            return SENSITIVE_STRING;
        }
        if (Array.isArray(data)) {
            return data.map((value) => schemaLogFilter(valueSchema, value));
        }
    }
    else if (ns.isMapSchema()) {
        const valueSchema = ns.getValueSchema();
        if (ns.getKeySchema().getMergedTraits().sensitive || valueSchema.getMergedTraits().sensitive) {
            return SENSITIVE_STRING;
        }
        if (typeof data === "object") {
            return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, schemaLogFilter(valueSchema, value)]));
        }
    }
    else if (ns.isStructSchema() && typeof data === "object") {
        const object = data;
        const newObject = {};
        for (const [member, memberNs] of ns.structIterator()) {
            if (object[member] != null) {
                newObject[member] = schemaLogFilter(memberNs, object[member]);
            }
        }
        return newObject;
    }
    return data;
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/client/smithy-client/command.js




const operationEventStreamMarker = Symbol.for("@smithy/op-event-stream");
class Command {
    middlewareStack = (0,MiddlewareStack/* constructStack */.o)();
    schema;
    static classBuilder() {
        return new ClassBuilder();
    }
    resolveMiddlewareWithContext(clientStack, configuration, options, { middlewareFn, clientName, commandName, inputFilterSensitiveLog, outputFilterSensitiveLog, smithyContext, additionalContext, CommandCtor, }) {
        for (const mw of middlewareFn.bind(this)(CommandCtor, clientStack, configuration, options)) {
            this.middlewareStack.use(mw);
        }
        const stack = clientStack.concat(this.middlewareStack);
        const { logger } = configuration;
        const additionalSmithyContext = additionalContext[middleware/* SMITHY_CONTEXT_KEY */.V];
        const handlerExecutionContext = {
            logger,
            clientName,
            commandName,
            inputFilterSensitiveLog,
            outputFilterSensitiveLog,
            ...additionalContext,
            [middleware/* SMITHY_CONTEXT_KEY */.V]: {
                ...additionalSmithyContext,
                commandInstance: this,
                ...smithyContext,
                ...(options?.metricsRecorder === undefined ? {} : { metricsRecorder: options.metricsRecorder }),
                ...(options?.abortSignal === undefined ? {} : { abortSignal: options.abortSignal }),
            },
        };
        const { requestHandler } = configuration;
        let requestOptions = options ?? {};
        if (requestOptions.metricsRecorder) {
            requestOptions = { ...requestOptions };
            delete requestOptions.metricsRecorder;
        }
        let isEventStream;
        const schema = this.schema;
        const marker = schema?.[operationEventStreamMarker];
        if (marker !== undefined) {
            isEventStream = marker;
        }
        else if (schema) {
            if (Array.isArray(schema) && schema[0] === 9) {
                const [, , , , input$, output$] = schema;
                isEventStream = schema[operationEventStreamMarker] = Boolean(NormalizedSchema/* NormalizedSchema */.l1.of(input$).getEventStreamMember() || NormalizedSchema/* NormalizedSchema */.l1.of(output$).getEventStreamMember());
            }
        }
        if (isEventStream) {
            requestOptions = {
                isEventStream,
                ...requestOptions,
            };
        }
        return stack.resolve((request) => requestHandler.handle(request.request, requestOptions), handlerExecutionContext);
    }
}
class ClassBuilder {
    _init = () => { };
    _ep = {};
    _middlewareFn = () => [];
    _commandName = "";
    _clientName = "";
    _additionalContext = {};
    _smithyContext = {};
    _inputFilterSensitiveLog = undefined;
    _outputFilterSensitiveLog = undefined;
    _serializer = null;
    _deserializer = null;
    _operationSchema;
    init(cb) {
        this._init = cb;
    }
    ep(endpointParameterInstructions) {
        this._ep = endpointParameterInstructions;
        return this;
    }
    m(middlewareSupplier) {
        this._middlewareFn = middlewareSupplier;
        return this;
    }
    s(service, operation, smithyContext = {}) {
        this._smithyContext = {
            service,
            operation,
            ...smithyContext,
        };
        return this;
    }
    c(additionalContext = {}) {
        this._additionalContext = additionalContext;
        return this;
    }
    n(clientName, commandName) {
        this._clientName = clientName;
        this._commandName = commandName;
        return this;
    }
    f(inputFilter = (_) => _, outputFilter = (_) => _) {
        this._inputFilterSensitiveLog = inputFilter;
        this._outputFilterSensitiveLog = outputFilter;
        return this;
    }
    ser(serializer) {
        this._serializer = serializer;
        return this;
    }
    de(deserializer) {
        this._deserializer = deserializer;
        return this;
    }
    sc(operation) {
        this._operationSchema = operation;
        this._smithyContext.operationSchema = operation;
        return this;
    }
    build() {
        const closure = this;
        let CommandRef;
        return (CommandRef = class extends Command {
            input;
            static getEndpointParameterInstructions() {
                return closure._ep;
            }
            constructor(...[input]) {
                super();
                this.input = input ?? {};
                closure._init(this);
                this.schema = closure._operationSchema;
            }
            resolveMiddleware(stack, configuration, options) {
                const op = closure._operationSchema;
                const input = op?.[4] ?? op?.input;
                const output = op?.[5] ?? op?.output;
                return this.resolveMiddlewareWithContext(stack, configuration, options, {
                    CommandCtor: CommandRef,
                    middlewareFn: closure._middlewareFn,
                    clientName: closure._clientName,
                    commandName: closure._commandName,
                    inputFilterSensitiveLog: closure._inputFilterSensitiveLog ?? (op ? schemaLogFilter.bind(null, input) : (_) => _),
                    outputFilterSensitiveLog: closure._outputFilterSensitiveLog ?? (op ? schemaLogFilter.bind(null, output) : (_) => _),
                    smithyContext: closure._smithyContext,
                    additionalContext: closure._additionalContext,
                });
            }
            serialize = closure._serializer;
            deserialize = closure._deserializer;
        });
    }
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/client/smithy-client/client-command-builder.js

function makeBuilder(common, service, name, ep) {
    return function makeCommand(added, plugins, op, $, smithyContext = {}) {
        const epMerged = Object.assign({}, common, added);
        return Command.classBuilder()
            .ep(epMerged)
            .m(function (CommandCtor, clientStack, config, options) {
            const list = plugins.call(this, CommandCtor, clientStack, config, options);
            list.unshift(ep(config, CommandCtor.getEndpointParameterInstructions()));
            return list;
        })
            .s(service, op, smithyContext)
            .n(name, op.charAt(0).toUpperCase() + op.slice(1) + "Command")
            .sc($)
            .build();
    };
}


/***/ }),

/***/ 8702:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ Client)
/* harmony export */ });
/* harmony import */ var _middleware_stack_MiddlewareStack__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7520);

class Client {
    config;
    middlewareStack = (0,_middleware_stack_MiddlewareStack__WEBPACK_IMPORTED_MODULE_0__/* .constructStack */ .o)();
    initConfig;
    handlers;
    constructor(config) {
        this.config = config;
        const { protocol, protocolSettings } = config;
        if (protocolSettings) {
            if (typeof protocol === "function") {
                config.protocol = new protocol(protocolSettings);
            }
        }
    }
    send(command, optionsOrCb, cb) {
        const options = typeof optionsOrCb !== "function" ? optionsOrCb : undefined;
        const callback = typeof optionsOrCb === "function" ? optionsOrCb : cb;
        const useHandlerCache = options === undefined && this.config.cacheMiddleware === true;
        let handler;
        if (useHandlerCache) {
            if (!this.handlers) {
                this.handlers = new WeakMap();
            }
            const handlers = this.handlers;
            if (handlers.has(command.constructor)) {
                handler = handlers.get(command.constructor);
            }
            else {
                handler = command.resolveMiddleware(this.middlewareStack, this.config, options);
                handlers.set(command.constructor, handler);
            }
        }
        else {
            delete this.handlers;
            handler = command.resolveMiddleware(this.middlewareStack, this.config, options);
        }
        if (callback) {
            handler(command)
                .then((result) => callback(null, result.output), (err) => callback(err))
                .catch(() => { });
        }
        else {
            return handler(command).then((result) => result.output);
        }
    }
    destroy() {
        this.config?.requestHandler?.destroy?.();
        delete this.handlers;
    }
}


/***/ }),

/***/ 479:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ loadConfigsForDefaultMode)
/* harmony export */ });
const loadConfigsForDefaultMode = (mode) => {
    switch (mode) {
        case "standard":
            return {
                retryMode: "standard",
                connectionTimeout: 3100,
            };
        case "in-region":
            return {
                retryMode: "standard",
                connectionTimeout: 1100,
            };
        case "cross-region":
            return {
                retryMode: "standard",
                connectionTimeout: 3100,
            };
        case "mobile":
            return {
                retryMode: "standard",
                connectionTimeout: 30000,
            };
        default:
            return {};
    }
};


/***/ }),

/***/ 1034:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ emitWarningIfUnsupportedVersion)
/* harmony export */ });
let warningEmitted = false;
const emitWarningIfUnsupportedVersion = (version) => {
    if (version && !warningEmitted && parseInt(version.substring(1, version.indexOf("."))) < 16) {
        warningEmitted = true;
    }
};


/***/ }),

/***/ 4667:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ decorateServiceException),
/* harmony export */   T: () => (/* binding */ ServiceException)
/* harmony export */ });
class ServiceException extends Error {
    static shapeId = "smithy.ts.sdk.synthetic.nonamespace.client#ServiceException";
    $fault;
    $response;
    $retryable;
    $metadata;
    constructor(options) {
        super(options.message);
        Object.setPrototypeOf(this, Object.getPrototypeOf(this).constructor.prototype);
        this.name = options.name;
        this.$fault = options.$fault;
        this.$metadata = options.$metadata;
    }
    static isInstance(value) {
        if (!value) {
            return false;
        }
        const candidate = value;
        return (ServiceException.prototype.isPrototypeOf(candidate) ||
            (Boolean(candidate.$fault) &&
                Boolean(candidate.$metadata) &&
                (candidate.$fault === "client" || candidate.$fault === "server")));
    }
    static [Symbol.hasInstance](instance) {
        if (!instance) {
            return false;
        }
        const candidate = instance;
        if (this === ServiceException) {
            return ServiceException.isInstance(instance);
        }
        if (ServiceException.isInstance(instance)) {
            if (this.prototype.isPrototypeOf(instance)) {
                return true;
            }
            const targetId = Object.prototype.hasOwnProperty.call(this, "shapeId")
                ? this.shapeId
                : undefined;
            let candidateHasShapeId = false;
            if (targetId) {
                let proto = Object.getPrototypeOf(candidate);
                while (proto && proto !== Object.prototype) {
                    const ctor = proto.constructor;
                    const candidateId = ctor !== ServiceException && Object.prototype.hasOwnProperty.call(ctor, "shapeId")
                        ? ctor?.shapeId
                        : undefined;
                    if (candidateId) {
                        candidateHasShapeId = true;
                        if (candidateId === targetId) {
                            return true;
                        }
                    }
                    proto = Object.getPrototypeOf(proto);
                }
            }
            if (targetId && candidateHasShapeId) {
                return false;
            }
            const targetName = this.name;
            if (targetName && targetName.length >= 6) {
                if (candidate.name === targetName) {
                    return true;
                }
                let proto = Object.getPrototypeOf(candidate);
                while (proto && proto !== Object.prototype) {
                    const ctorName = proto.constructor?.name;
                    if (ctorName && ctorName !== "Error" && ctorName === targetName) {
                        return true;
                    }
                    proto = Object.getPrototypeOf(proto);
                }
            }
        }
        return false;
    }
}
const decorateServiceException = (exception, additions = {}) => {
    Object.entries(additions)
        .filter(([, v]) => v !== undefined)
        .forEach(([k, v]) => {
        if (exception[k] == undefined || exception[k] === "") {
            exception[k] = v;
        }
    });
    const message = exception.message || exception.Message || "UnknownError";
    exception.message = message;
    delete exception.Message;
    return exception;
};


/***/ }),

/***/ 6571:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  xA: () => (/* binding */ getDefaultExtensionConfiguration),
  uv: () => (/* binding */ resolveDefaultRuntimeConfig)
});

// UNUSED EXPORTS: getDefaultClientConfiguration

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/hasOwn.js
var hasOwn = __nccwpck_require__(2990);
;// CONCATENATED MODULE: ./node_modules/@smithy/types/dist-es/extensions/checksum.js
var AlgorithmId;
(function (AlgorithmId) {
    AlgorithmId["MD5"] = "md5";
    AlgorithmId["CRC32"] = "crc32";
    AlgorithmId["CRC32C"] = "crc32c";
    AlgorithmId["SHA1"] = "sha1";
    AlgorithmId["SHA256"] = "sha256";
})(AlgorithmId || (AlgorithmId = {}));
const getChecksumConfiguration = (runtimeConfig) => {
    const checksumAlgorithms = [];
    if (runtimeConfig.sha256 !== undefined) {
        checksumAlgorithms.push({
            algorithmId: () => AlgorithmId.SHA256,
            checksumConstructor: () => runtimeConfig.sha256,
        });
    }
    if (runtimeConfig.md5 != undefined) {
        checksumAlgorithms.push({
            algorithmId: () => AlgorithmId.MD5,
            checksumConstructor: () => runtimeConfig.md5,
        });
    }
    return {
        addChecksumAlgorithm(algo) {
            checksumAlgorithms.push(algo);
        },
        checksumAlgorithms() {
            return checksumAlgorithms;
        },
    };
};
const resolveChecksumRuntimeConfig = (clientConfig) => {
    const runtimeConfig = {};
    clientConfig.checksumAlgorithms().forEach((checksumAlgorithm) => {
        runtimeConfig[checksumAlgorithm.algorithmId()] = checksumAlgorithm.checksumConstructor();
    });
    return runtimeConfig;
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/client/smithy-client/extensions/checksum.js



const knownAlgorithms = Object.values(AlgorithmId);
const checksum_getChecksumConfiguration = (runtimeConfig) => {
    const checksumAlgorithms = [];
    for (const id in AlgorithmId) {
        if (!(0,hasOwn/* hasOwn */.$)(AlgorithmId, id)) {
            continue;
        }
        const algorithmId = AlgorithmId[id];
        if (runtimeConfig[algorithmId] === undefined) {
            continue;
        }
        checksumAlgorithms.push({
            algorithmId: () => algorithmId,
            checksumConstructor: () => runtimeConfig[algorithmId],
        });
    }
    for (const [id, ChecksumCtor] of Object.entries(runtimeConfig.checksumAlgorithms ?? {})) {
        checksumAlgorithms.push({
            algorithmId: () => id,
            checksumConstructor: () => ChecksumCtor,
        });
    }
    return {
        addChecksumAlgorithm(algo) {
            runtimeConfig.checksumAlgorithms = runtimeConfig.checksumAlgorithms ?? {};
            const id = algo.algorithmId();
            const ctor = algo.checksumConstructor();
            if (knownAlgorithms.includes(id)) {
                runtimeConfig.checksumAlgorithms[id.toUpperCase()] = ctor;
            }
            else {
                runtimeConfig.checksumAlgorithms[id] = ctor;
            }
            checksumAlgorithms.push(algo);
        },
        checksumAlgorithms() {
            return checksumAlgorithms;
        },
    };
};
const checksum_resolveChecksumRuntimeConfig = (clientConfig) => {
    const runtimeConfig = {};
    clientConfig.checksumAlgorithms().forEach((checksumAlgorithm) => {
        const id = checksumAlgorithm.algorithmId();
        if (knownAlgorithms.includes(id)) {
            runtimeConfig[id] = checksumAlgorithm.checksumConstructor();
        }
    });
    return runtimeConfig;
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/client/smithy-client/extensions/retry.js
const getRetryConfiguration = (runtimeConfig) => {
    return {
        setRetryStrategy(retryStrategy) {
            runtimeConfig.retryStrategy = retryStrategy;
        },
        retryStrategy() {
            return runtimeConfig.retryStrategy;
        },
    };
};
const resolveRetryRuntimeConfig = (retryStrategyConfiguration) => {
    const runtimeConfig = {};
    runtimeConfig.retryStrategy = retryStrategyConfiguration.retryStrategy();
    return runtimeConfig;
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/client/smithy-client/extensions/defaultExtensionConfiguration.js


const getDefaultExtensionConfiguration = (runtimeConfig) => {
    return Object.assign(checksum_getChecksumConfiguration(runtimeConfig), getRetryConfiguration(runtimeConfig));
};
const getDefaultClientConfiguration = (/* unused pure expression or super */ null && (getDefaultExtensionConfiguration));
const resolveDefaultRuntimeConfig = (config) => {
    return Object.assign(checksum_resolveChecksumRuntimeConfig(config), resolveRetryRuntimeConfig(config));
};


/***/ }),

/***/ 7580:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   e$: () => (/* binding */ NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS)
/* harmony export */ });
/* unused harmony exports ENV_USE_DUALSTACK_ENDPOINT, CONFIG_USE_DUALSTACK_ENDPOINT, DEFAULT_USE_DUALSTACK_ENDPOINT, nodeDualstackConfigSelectors */
/* harmony import */ var _util_config_provider_booleanSelector__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9498);
/* harmony import */ var _util_config_provider_types__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6402);


const ENV_USE_DUALSTACK_ENDPOINT = "AWS_USE_DUALSTACK_ENDPOINT";
const CONFIG_USE_DUALSTACK_ENDPOINT = "use_dualstack_endpoint";
const DEFAULT_USE_DUALSTACK_ENDPOINT = false;
const NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS = {
    environmentVariableSelector: (env) => (0,_util_config_provider_booleanSelector__WEBPACK_IMPORTED_MODULE_0__/* .booleanSelector */ .Q)(env, ENV_USE_DUALSTACK_ENDPOINT, _util_config_provider_types__WEBPACK_IMPORTED_MODULE_1__/* .SelectorType */ .c.ENV),
    configFileSelector: (profile) => (0,_util_config_provider_booleanSelector__WEBPACK_IMPORTED_MODULE_0__/* .booleanSelector */ .Q)(profile, CONFIG_USE_DUALSTACK_ENDPOINT, _util_config_provider_types__WEBPACK_IMPORTED_MODULE_1__/* .SelectorType */ .c.CONFIG),
    default: false,
};
const nodeDualstackConfigSelectors = {
    environmentVariableSelector: (env) => (0,_util_config_provider_booleanSelector__WEBPACK_IMPORTED_MODULE_0__/* .booleanSelector */ .Q)(env, ENV_USE_DUALSTACK_ENDPOINT, _util_config_provider_types__WEBPACK_IMPORTED_MODULE_1__/* .SelectorType */ .c.ENV),
    configFileSelector: (profile) => (0,_util_config_provider_booleanSelector__WEBPACK_IMPORTED_MODULE_0__/* .booleanSelector */ .Q)(profile, CONFIG_USE_DUALSTACK_ENDPOINT, _util_config_provider_types__WEBPACK_IMPORTED_MODULE_1__/* .SelectorType */ .c.CONFIG),
    default: undefined,
};


/***/ }),

/***/ 4254:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ko: () => (/* binding */ NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS)
/* harmony export */ });
/* unused harmony exports ENV_USE_FIPS_ENDPOINT, CONFIG_USE_FIPS_ENDPOINT, DEFAULT_USE_FIPS_ENDPOINT, nodeFipsConfigSelectors */
/* harmony import */ var _util_config_provider_booleanSelector__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9498);
/* harmony import */ var _util_config_provider_types__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6402);


const ENV_USE_FIPS_ENDPOINT = "AWS_USE_FIPS_ENDPOINT";
const CONFIG_USE_FIPS_ENDPOINT = "use_fips_endpoint";
const DEFAULT_USE_FIPS_ENDPOINT = false;
const NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS = {
    environmentVariableSelector: (env) => (0,_util_config_provider_booleanSelector__WEBPACK_IMPORTED_MODULE_0__/* .booleanSelector */ .Q)(env, ENV_USE_FIPS_ENDPOINT, _util_config_provider_types__WEBPACK_IMPORTED_MODULE_1__/* .SelectorType */ .c.ENV),
    configFileSelector: (profile) => (0,_util_config_provider_booleanSelector__WEBPACK_IMPORTED_MODULE_0__/* .booleanSelector */ .Q)(profile, CONFIG_USE_FIPS_ENDPOINT, _util_config_provider_types__WEBPACK_IMPORTED_MODULE_1__/* .SelectorType */ .c.CONFIG),
    default: false,
};
const nodeFipsConfigSelectors = {
    environmentVariableSelector: (env) => (0,_util_config_provider_booleanSelector__WEBPACK_IMPORTED_MODULE_0__/* .booleanSelector */ .Q)(env, ENV_USE_FIPS_ENDPOINT, _util_config_provider_types__WEBPACK_IMPORTED_MODULE_1__/* .SelectorType */ .c.ENV),
    configFileSelector: (profile) => (0,_util_config_provider_booleanSelector__WEBPACK_IMPORTED_MODULE_0__/* .booleanSelector */ .Q)(profile, CONFIG_USE_FIPS_ENDPOINT, _util_config_provider_types__WEBPACK_IMPORTED_MODULE_1__/* .SelectorType */ .c.CONFIG),
    default: undefined,
};


/***/ }),

/***/ 6152:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   GG: () => (/* binding */ NODE_REGION_CONFIG_OPTIONS),
/* harmony export */   zH: () => (/* binding */ NODE_REGION_CONFIG_FILE_OPTIONS)
/* harmony export */ });
/* unused harmony exports REGION_ENV_NAME, REGION_INI_NAME */
/* harmony import */ var _getInstanceMetadataRegion__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3366);

const REGION_ENV_NAME = "AWS_REGION";
const REGION_INI_NAME = "region";
const NODE_REGION_CONFIG_OPTIONS = {
    environmentVariableSelector: (env) => env[REGION_ENV_NAME],
    configFileSelector: (profile) => profile[REGION_INI_NAME],
    default: async () => {
        const region = await (0,_getInstanceMetadataRegion__WEBPACK_IMPORTED_MODULE_0__/* .getInstanceMetadataRegion */ .b)();
        if (region) {
            return region;
        }
        throw new Error("Region is missing");
    },
};
const NODE_REGION_CONFIG_FILE_OPTIONS = {
    preferredFile: "credentials",
};


/***/ }),

/***/ 3366:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ getInstanceMetadataRegion)
/* harmony export */ });
/* harmony import */ var _defaults_mode_constants__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(729);

const TIMEOUT_MS = 1000;
const NEG_CACHE_TTL_MS = 60_000;
let negativeCacheUntil = 0;
const getInstanceMetadataRegion = async () => {
    if (process.env[_defaults_mode_constants__WEBPACK_IMPORTED_MODULE_0__/* .ENV_IMDS_DISABLED */ .tn]) {
        return undefined;
    }
    if (Date.now() < negativeCacheUntil) {
        return undefined;
    }
    try {
        const endpoint = resolveImdsEndpoint();
        const token = (await imdsRequest({
            ...endpoint,
            path: _defaults_mode_constants__WEBPACK_IMPORTED_MODULE_0__/* .IMDS_TOKEN_PATH */ .EG,
            method: "PUT",
            headers: {
                [_defaults_mode_constants__WEBPACK_IMPORTED_MODULE_0__/* .X_AWS_EC2_METADATA_TOKEN_TTL */ .nF]: "21600",
            },
        })).toString();
        const region = (await imdsRequest({
            ...endpoint,
            path: _defaults_mode_constants__WEBPACK_IMPORTED_MODULE_0__/* .IMDS_REGION_PATH */ .FT,
            method: "GET",
            headers: {
                [_defaults_mode_constants__WEBPACK_IMPORTED_MODULE_0__/* .X_AWS_EC2_METADATA_TOKEN */ .cC]: token,
            },
        }))
            .toString()
            .trim();
        return region || cacheNegativeAndReturnUndefined();
    }
    catch {
        return cacheNegativeAndReturnUndefined();
    }
};
const cacheNegativeAndReturnUndefined = () => {
    negativeCacheUntil = Date.now() + NEG_CACHE_TTL_MS;
    return undefined;
};
const resolveImdsEndpoint = () => {
    const envEndpoint = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT;
    if (envEndpoint) {
        const url = new URL(envEndpoint);
        return {
            hostname: url.hostname.replace(/^\[(.+)]$/, "$1"),
            port: url.port ? Number(url.port) : undefined,
        };
    }
    if (process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE === "IPv6") {
        return { hostname: "fd00:ec2::254" };
    }
    return { hostname: "169.254.169.254" };
};
const imdsRequest = async (options) => {
    const { request } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 7067, 23));
    return new Promise((resolve, reject) => {
        const req = request({
            hostname: options.hostname,
            port: options.port,
            path: options.path,
            method: options.method,
            headers: options.headers,
            timeout: TIMEOUT_MS,
            signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        req.on("error", (err) => {
            reject(err);
            req.destroy();
        });
        req.on("timeout", () => {
            reject(new Error("TimeoutError from instance metadata service"));
            req.destroy();
        });
        req.on("response", (res) => {
            const { statusCode = 400 } = res;
            if (statusCode < 200 || statusCode >= 300) {
                reject(Object.assign(new Error("Error response received from instance metadata service"), { statusCode }));
                req.destroy();
                return;
            }
            const chunks = [];
            res.on("data", (chunk) => chunks.push(chunk));
            res.on("end", () => {
                resolve(Buffer.concat(chunks));
                req.destroy();
            });
        });
        req.end();
    });
};


/***/ }),

/***/ 7503:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  T: () => (/* binding */ resolveRegionConfig)
});

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/isValidHostLabel.js
var isValidHostLabel = __nccwpck_require__(4280);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/checkRegion.js

const validRegions = new Set();
const checkRegion = (region, check = isValidHostLabel/* isValidHostLabel */.X) => {
    if (!validRegions.has(region) && !check(region)) {
        if (region === "*") {
            console.warn(`@smithy/config-resolver WARN - Please use the caller region instead of "*". See "sigv4a" in https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/CLIENTS.md.`);
        }
        else {
            throw new Error(`Region not accepted: region="${region}" is not a valid hostname component.`);
        }
    }
    else {
        validRegions.add(region);
    }
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/isFipsRegion.js
const isFipsRegion = (region) => typeof region === "string" && (region.startsWith("fips-") || region.endsWith("-fips"));

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getRealRegion.js

const getRealRegion = (region) => isFipsRegion(region)
    ? ["fips-aws-global", "aws-fips"].includes(region)
        ? "us-east-1"
        : region.replace(/fips-(dkr-|prod-)?|-fips/, "")
    : region;

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/resolveRegionConfig.js



const resolveRegionConfig = (input) => {
    const { region, useFipsEndpoint } = input;
    if (!region) {
        throw new Error("Region is missing");
    }
    return Object.assign(input, {
        region: async () => {
            const providedRegion = typeof region === "function" ? await region() : region;
            const realRegion = getRealRegion(providedRegion);
            checkRegion(realRegion);
            return realRegion;
        },
        useFipsEndpoint: async () => {
            const providedRegion = typeof region === "string" ? region : await region();
            if (isFipsRegion(providedRegion)) {
                return true;
            }
            return typeof useFipsEndpoint !== "function" ? Promise.resolve(!!useFipsEndpoint) : useFipsEndpoint();
        },
    });
};


/***/ }),

/***/ 729:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   EG: () => (/* binding */ IMDS_TOKEN_PATH),
/* harmony export */   FT: () => (/* binding */ IMDS_REGION_PATH),
/* harmony export */   J9: () => (/* binding */ AWS_EXECUTION_ENV),
/* harmony export */   RY: () => (/* binding */ AWS_DEFAULT_REGION_ENV),
/* harmony export */   US: () => (/* binding */ DEFAULTS_MODE_OPTIONS),
/* harmony export */   cC: () => (/* binding */ X_AWS_EC2_METADATA_TOKEN),
/* harmony export */   dr: () => (/* binding */ AWS_REGION_ENV),
/* harmony export */   nF: () => (/* binding */ X_AWS_EC2_METADATA_TOKEN_TTL),
/* harmony export */   tn: () => (/* binding */ ENV_IMDS_DISABLED)
/* harmony export */ });
const AWS_EXECUTION_ENV = "AWS_EXECUTION_ENV";
const AWS_REGION_ENV = "AWS_REGION";
const AWS_DEFAULT_REGION_ENV = "AWS_DEFAULT_REGION";
const ENV_IMDS_DISABLED = "AWS_EC2_METADATA_DISABLED";
const DEFAULTS_MODE_OPTIONS = ["in-region", "cross-region", "mobile", "standard", "legacy"];
const IMDS_REGION_PATH = "/latest/meta-data/placement/region";
const IMDS_TOKEN_PATH = "/latest/api/token";
const X_AWS_EC2_METADATA_TOKEN = "x-aws-ec2-metadata-token";
const X_AWS_EC2_METADATA_TOKEN_TTL = "x-aws-ec2-metadata-token-ttl-seconds";


/***/ }),

/***/ 8234:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  I: () => (/* binding */ resolveDefaultsModeConfig)
});

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/config.js
var config = __nccwpck_require__(6152);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js
var getInstanceMetadataRegion = __nccwpck_require__(3366);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/node-config-provider/configLoader.js + 5 modules
var configLoader = __nccwpck_require__(3945);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/property-provider/memoize.js
var memoize = __nccwpck_require__(4759);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/defaults-mode/constants.js
var constants = __nccwpck_require__(729);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/defaults-mode/defaultsModeConfig.js
const AWS_DEFAULTS_MODE_ENV = "AWS_DEFAULTS_MODE";
const AWS_DEFAULTS_MODE_CONFIG = "defaults_mode";
const NODE_DEFAULTS_MODE_CONFIG_OPTIONS = {
    environmentVariableSelector: (env) => {
        return env[AWS_DEFAULTS_MODE_ENV];
    },
    configFileSelector: (profile) => {
        return profile[AWS_DEFAULTS_MODE_CONFIG];
    },
    default: "legacy",
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/defaults-mode/resolveDefaultsModeConfig.js






const resolveDefaultsModeConfig = ({ region = (0,configLoader/* loadConfig */.Z)(config/* NODE_REGION_CONFIG_OPTIONS */.GG), defaultsMode = (0,configLoader/* loadConfig */.Z)(NODE_DEFAULTS_MODE_CONFIG_OPTIONS), } = {}) => (0,memoize/* memoize */.B)(async () => {
    const mode = typeof defaultsMode === "function" ? await defaultsMode() : defaultsMode;
    switch (mode?.toLowerCase()) {
        case "auto":
            return resolveNodeDefaultsModeAuto(region);
        case "in-region":
        case "cross-region":
        case "mobile":
        case "standard":
        case "legacy":
            return Promise.resolve(mode?.toLocaleLowerCase());
        case undefined:
            return Promise.resolve("legacy");
        default:
            throw new Error(`Invalid parameter for "defaultsMode", expect ${constants/* DEFAULTS_MODE_OPTIONS */.US.join(", ")}, got ${mode}`);
    }
});
const resolveNodeDefaultsModeAuto = async (clientRegion) => {
    if (clientRegion) {
        const resolvedRegion = typeof clientRegion === "function" ? await clientRegion() : clientRegion;
        const inferredRegion = await inferPhysicalRegion();
        if (!inferredRegion) {
            return "standard";
        }
        if (resolvedRegion === inferredRegion) {
            return "in-region";
        }
        else {
            return "cross-region";
        }
    }
    return "standard";
};
const inferPhysicalRegion = async () => {
    if (process.env[constants/* AWS_EXECUTION_ENV */.J9] && (process.env[constants/* AWS_REGION_ENV */.dr] || process.env[constants/* AWS_DEFAULT_REGION_ENV */.RY])) {
        return process.env[constants/* AWS_REGION_ENV */.dr] ?? process.env[constants/* AWS_DEFAULT_REGION_ENV */.RY];
    }
    return (0,getInstanceMetadataRegion/* getInstanceMetadataRegion */.b)();
};


/***/ }),

/***/ 3945:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Z: () => (/* binding */ loadConfig)
});

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/property-provider/chain.js
var chain = __nccwpck_require__(8062);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/property-provider/memoize.js
var memoize = __nccwpck_require__(4759);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/property-provider/CredentialsProviderError.js
var CredentialsProviderError = __nccwpck_require__(1436);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/node-config-provider/getSelectorName.js
function getSelectorName(functionString) {
    try {
        const constants = new Set(Array.from(functionString.match(/([A-Z_]){3,}/g) ?? []));
        constants.delete("CONFIG");
        constants.delete("CONFIG_PREFIX_SEPARATOR");
        constants.delete("ENV");
        return [...constants].join(", ");
    }
    catch (ignored) {
        return functionString;
    }
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/node-config-provider/fromEnv.js


const fromEnv = (envVarSelector, options) => async () => {
    try {
        const config = envVarSelector(process.env, options);
        if (config === undefined) {
            throw new Error();
        }
        return config;
    }
    catch (e) {
        throw new CredentialsProviderError/* CredentialsProviderError */.C(e.message || `Not found in ENV: ${getSelectorName(envVarSelector.toString())}`, { logger: options?.logger });
    }
};

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/shared-ini-file-loader/getProfileName.js
var getProfileName = __nccwpck_require__(2365);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/shared-ini-file-loader/loadSharedConfigFiles.js + 2 modules
var loadSharedConfigFiles = __nccwpck_require__(3692);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/node-config-provider/fromSharedConfigFiles.js




const fromSharedConfigFiles = (configSelector, { preferredFile = "config", ...init } = {}) => async () => {
    const profile = (0,getProfileName/* getProfileName */.Bz)(init);
    const { configFile, credentialsFile } = await (0,loadSharedConfigFiles/* loadSharedConfigFiles */.p)(init);
    const profileFromCredentials = credentialsFile[profile] || {};
    const profileFromConfig = configFile[profile] || {};
    const mergedProfile = preferredFile === "config"
        ? { ...profileFromCredentials, ...profileFromConfig }
        : { ...profileFromConfig, ...profileFromCredentials };
    try {
        const cfgFile = preferredFile === "config" ? configFile : credentialsFile;
        const configValue = configSelector(mergedProfile, cfgFile);
        if (configValue === undefined) {
            throw new Error();
        }
        return configValue;
    }
    catch (e) {
        throw new CredentialsProviderError/* CredentialsProviderError */.C(e.message || `Not found in config files w/ profile [${profile}]: ${getSelectorName(configSelector.toString())}`, { logger: init.logger });
    }
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/property-provider/fromValue.js
const fromValue = (staticValue) => () => Promise.resolve(staticValue);

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/node-config-provider/fromStatic.js

const isFunction = (func) => typeof func === "function";
const fromStatic = (defaultValue) => isFunction(defaultValue) ? async () => await defaultValue() : fromValue(defaultValue);

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/node-config-provider/configLoader.js





const loadConfig = ({ environmentVariableSelector, configFileSelector, default: defaultValue }, configuration = {}) => {
    const { signingName, logger } = configuration;
    const envOptions = { signingName, logger };
    return (0,memoize/* memoize */.B)((0,chain/* chain */.c)(fromEnv(environmentVariableSelector, envOptions), fromSharedConfigFiles(configFileSelector, configuration), fromStatic(defaultValue)));
};


/***/ }),

/***/ 1436:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ CredentialsProviderError)
/* harmony export */ });
/* harmony import */ var _ProviderError__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1342);

class CredentialsProviderError extends _ProviderError__WEBPACK_IMPORTED_MODULE_0__/* .ProviderError */ .m {
    name = "CredentialsProviderError";
    constructor(message, options = true) {
        super(message, options);
        Object.setPrototypeOf(this, CredentialsProviderError.prototype);
    }
}


/***/ }),

/***/ 1342:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ ProviderError)
/* harmony export */ });
class ProviderError extends Error {
    name = "ProviderError";
    tryNextLink;
    constructor(message, options = true) {
        let logger;
        let tryNextLink = true;
        if (typeof options === "boolean") {
            logger = undefined;
            tryNextLink = options;
        }
        else if (options != null && typeof options === "object") {
            logger = options.logger;
            tryNextLink = options.tryNextLink ?? true;
        }
        super(message);
        this.tryNextLink = tryNextLink;
        Object.setPrototypeOf(this, ProviderError.prototype);
        logger?.debug?.(`@smithy/property-provider ${tryNextLink ? "->" : "(!)"} ${message}`);
    }
    static from(error, options = true) {
        return Object.assign(new this(error.message, options), error);
    }
}


/***/ }),

/***/ 8062:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ chain)
/* harmony export */ });
/* harmony import */ var _ProviderError__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1342);

const chain = (...providers) => async () => {
    if (providers.length === 0) {
        throw new _ProviderError__WEBPACK_IMPORTED_MODULE_0__/* .ProviderError */ .m("No providers in chain");
    }
    let lastProviderError;
    for (const provider of providers) {
        try {
            const credentials = await provider();
            return credentials;
        }
        catch (err) {
            lastProviderError = err;
            if (err?.tryNextLink) {
                continue;
            }
            throw err;
        }
    }
    throw lastProviderError;
};


/***/ }),

/***/ 4759:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ memoize)
/* harmony export */ });
const memoize = (provider, isExpired, requiresRefresh) => {
    let resolved;
    let pending;
    let hasResult;
    let isConstant = false;
    const coalesceProvider = async () => {
        if (!pending) {
            pending = provider();
        }
        try {
            resolved = await pending;
            hasResult = true;
            isConstant = false;
        }
        finally {
            pending = undefined;
        }
        return resolved;
    };
    if (isExpired === undefined) {
        return async (options) => {
            if (!hasResult || options?.forceRefresh) {
                resolved = await coalesceProvider();
            }
            return resolved;
        };
    }
    return async (options) => {
        if (!hasResult || options?.forceRefresh) {
            resolved = await coalesceProvider();
        }
        if (isConstant) {
            return resolved;
        }
        if (requiresRefresh && !requiresRefresh(resolved)) {
            isConstant = true;
            return resolved;
        }
        if (isExpired(resolved)) {
            await coalesceProvider();
            return resolved;
        }
        return resolved;
    };
};


/***/ }),

/***/ 6814:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ CONFIG_PREFIX_SEPARATOR)
/* harmony export */ });
const CONFIG_PREFIX_SEPARATOR = ".";


/***/ }),

/***/ 6184:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ getConfigFilepath)
/* harmony export */ });
/* unused harmony export ENV_CONFIG_PATH */
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__nccwpck_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _getHomeDir__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3901);


const ENV_CONFIG_PATH = "AWS_CONFIG_FILE";
const getConfigFilepath = () => process.env[ENV_CONFIG_PATH] || (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)((0,_getHomeDir__WEBPACK_IMPORTED_MODULE_1__/* .getHomeDir */ .R)(), ".aws", "config");


/***/ }),

/***/ 3901:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ getHomeDir)
/* harmony export */ });
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8161);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__nccwpck_require__.n(node_os__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__nccwpck_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);


const homeDirCache = {};
const getHomeDirCacheKey = () => {
    if (process && process.geteuid) {
        return `${process.geteuid()}`;
    }
    return "DEFAULT";
};
const getHomeDir = () => {
    const { HOME, USERPROFILE, HOMEPATH, HOMEDRIVE = `C:${node_path__WEBPACK_IMPORTED_MODULE_1__.sep}` } = process.env;
    if (HOME) {
        return HOME;
    }
    if (USERPROFILE) {
        return USERPROFILE;
    }
    if (HOMEPATH) {
        return `${HOMEDRIVE}${HOMEPATH}`;
    }
    const homeDirCacheKey = getHomeDirCacheKey();
    if (!homeDirCache[homeDirCacheKey]) {
        homeDirCache[homeDirCacheKey] = (0,node_os__WEBPACK_IMPORTED_MODULE_0__.homedir)();
    }
    return homeDirCache[homeDirCacheKey];
};


/***/ }),

/***/ 2365:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Bz: () => (/* binding */ getProfileName),
/* harmony export */   Ch: () => (/* binding */ ENV_PROFILE)
/* harmony export */ });
/* unused harmony export DEFAULT_PROFILE */
const ENV_PROFILE = "AWS_PROFILE";
const DEFAULT_PROFILE = "default";
const getProfileName = (init) => init.profile || process.env[ENV_PROFILE] || DEFAULT_PROFILE;


/***/ }),

/***/ 3692:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  p: () => (/* binding */ loadSharedConfigFiles)
});

// UNUSED EXPORTS: CONFIG_PREFIX_SEPARATOR

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
// EXTERNAL MODULE: ./node_modules/@smithy/types/dist-es/profile.js
var profile = __nccwpck_require__(8669);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/shared-ini-file-loader/constants.js
var constants = __nccwpck_require__(6814);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/shared-ini-file-loader/getConfigData.js


const getConfigData = (data) => Object.entries(data)
    .filter(([key]) => {
    const indexOfSeparator = key.indexOf(constants/* CONFIG_PREFIX_SEPARATOR */.Q);
    if (indexOfSeparator === -1) {
        return false;
    }
    return Object.values(profile/* IniSectionType */.I).includes(key.substring(0, indexOfSeparator));
})
    .reduce((acc, [key, value]) => {
    const indexOfSeparator = key.indexOf(constants/* CONFIG_PREFIX_SEPARATOR */.Q);
    const updatedKey = key.substring(0, indexOfSeparator) === profile/* IniSectionType */.I.PROFILE ? key.substring(indexOfSeparator + 1) : key;
    acc[updatedKey] = value;
    return acc;
}, {
    ...(data.default && { default: data.default }),
});

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/shared-ini-file-loader/getConfigFilepath.js
var getConfigFilepath = __nccwpck_require__(6184);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/shared-ini-file-loader/getHomeDir.js
var getHomeDir = __nccwpck_require__(3901);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/shared-ini-file-loader/getCredentialsFilepath.js


const ENV_CREDENTIALS_PATH = "AWS_SHARED_CREDENTIALS_FILE";
const getCredentialsFilepath = () => process.env[ENV_CREDENTIALS_PATH] || (0,external_node_path_.join)((0,getHomeDir/* getHomeDir */.R)(), ".aws", "credentials");

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/shared-ini-file-loader/parseIni.js
var parseIni = __nccwpck_require__(6892);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/shared-ini-file-loader/readFile.js
var readFile = __nccwpck_require__(2149);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/shared-ini-file-loader/loadSharedConfigFiles.js







const swallowError = () => ({});

const loadSharedConfigFiles = async (init = {}) => {
    const { filepath = getCredentialsFilepath(), configFilepath = (0,getConfigFilepath/* getConfigFilepath */.g)() } = init;
    const homeDir = (0,getHomeDir/* getHomeDir */.R)();
    const relativeHomeDirPrefix = "~/";
    let resolvedFilepath = filepath;
    if (filepath.startsWith(relativeHomeDirPrefix)) {
        resolvedFilepath = (0,external_node_path_.join)(homeDir, filepath.slice(2));
    }
    let resolvedConfigFilepath = configFilepath;
    if (configFilepath.startsWith(relativeHomeDirPrefix)) {
        resolvedConfigFilepath = (0,external_node_path_.join)(homeDir, configFilepath.slice(2));
    }
    const parsedFiles = await Promise.all([
        (0,readFile/* readFile */.TA)(resolvedConfigFilepath, {
            ignoreCache: init.ignoreCache,
        })
            .then(parseIni/* parseIni */.A)
            .then(getConfigData)
            .catch(swallowError),
        (0,readFile/* readFile */.TA)(resolvedFilepath, {
            ignoreCache: init.ignoreCache,
        })
            .then(parseIni/* parseIni */.A)
            .catch(swallowError),
    ]);
    return {
        configFile: parsedFiles[0],
        credentialsFile: parsedFiles[1],
    };
};


/***/ }),

/***/ 6892:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ parseIni)
/* harmony export */ });
/* harmony import */ var _smithy_types__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8669);
/* harmony import */ var _constants__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6814);


const prefixKeyRegex = /^([\w-]+)\s(["'])?([\w-@+.%:/]+)\2$/;
const profileNameBlockList = ["__proto__", "profile __proto__"];
const parseIni = (iniData) => {
    const map = {};
    let currentSection;
    let currentSubSection;
    for (const iniLine of iniData.split(/\r?\n/)) {
        const trimmedLine = iniLine.split(/(^|\s)[;#]/)[0].trim();
        const isSection = trimmedLine[0] === "[" && trimmedLine[trimmedLine.length - 1] === "]";
        if (isSection) {
            currentSection = undefined;
            currentSubSection = undefined;
            const sectionName = trimmedLine.substring(1, trimmedLine.length - 1);
            const matches = prefixKeyRegex.exec(sectionName);
            if (matches) {
                const [, prefix, , name] = matches;
                if (Object.values(_smithy_types__WEBPACK_IMPORTED_MODULE_0__/* .IniSectionType */ .I).includes(prefix)) {
                    currentSection = [prefix, name].join(_constants__WEBPACK_IMPORTED_MODULE_1__/* .CONFIG_PREFIX_SEPARATOR */ .Q);
                }
            }
            else {
                currentSection = sectionName;
            }
            if (profileNameBlockList.includes(sectionName)) {
                throw new Error(`Found invalid profile name "${sectionName}"`);
            }
        }
        else if (currentSection) {
            const indexOfEqualsSign = trimmedLine.indexOf("=");
            if (![0, -1].includes(indexOfEqualsSign)) {
                const [name, value] = [
                    trimmedLine.substring(0, indexOfEqualsSign).trim(),
                    trimmedLine.substring(indexOfEqualsSign + 1).trim(),
                ];
                if (value === "") {
                    currentSubSection = name;
                }
                else {
                    if (currentSubSection && iniLine.trimStart() === iniLine) {
                        currentSubSection = undefined;
                    }
                    map[currentSection] = map[currentSection] || {};
                    const key = currentSubSection ? [currentSubSection, name].join(_constants__WEBPACK_IMPORTED_MODULE_1__/* .CONFIG_PREFIX_SEPARATOR */ .Q) : name;
                    map[currentSection][key] = value;
                }
            }
        }
    }
    return map;
};


/***/ }),

/***/ 2149:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Jj: () => (/* binding */ fileIntercept),
/* harmony export */   TA: () => (/* binding */ readFile)
/* harmony export */ });
/* unused harmony export filePromises */
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__nccwpck_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);

const filePromises = {};
const fileIntercept = {};
const readFile = (path, options) => {
    if (fileIntercept[path] !== undefined) {
        return fileIntercept[path];
    }
    if (!filePromises[path] || options?.ignoreCache) {
        filePromises[path] = (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(path, "utf8");
    }
    return filePromises[path];
};


/***/ }),

/***/ 9498:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ booleanSelector)
/* harmony export */ });
const booleanSelector = (obj, key, type) => {
    if (!(key in obj)) {
        return undefined;
    }
    if (obj[key] === "true") {
        return true;
    }
    if (obj[key] === "false") {
        return false;
    }
    throw new Error(`Cannot load ${type} "${key}". Expected "true" or "false", got ${obj[key]}.`);
};


/***/ }),

/***/ 6402:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ SelectorType)
/* harmony export */ });
var SelectorType;
(function (SelectorType) {
    SelectorType["ENV"] = "env";
    SelectorType["CONFIG"] = "shared config entry";
})(SelectorType || (SelectorType = {}));


/***/ }),

/***/ 4172:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  rD: () => (/* binding */ getEndpointPlugin),
  Co: () => (/* binding */ resolveEndpointConfig)
});

// UNUSED EXPORTS: BinaryDecisionDiagram, EndpointCache, EndpointError, customEndpointFunctions, decideEndpoint, endpointMiddleware, endpointMiddlewareOptions, getEndpointFromInstructions, isIpAddress, isValidHostLabel, middlewareEndpointToEndpointV1, resolveEndpoint, resolveEndpointRequiredConfig, resolveParams, toEndpointV1

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/node-config-provider/configLoader.js + 5 modules
var configLoader = __nccwpck_require__(3945);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/shared-ini-file-loader/constants.js
var constants = __nccwpck_require__(6814);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/adaptors/getEndpointUrlConfig.js

const ENV_ENDPOINT_URL = "AWS_ENDPOINT_URL";
const CONFIG_ENDPOINT_URL = "endpoint_url";
const getEndpointUrlConfig = (serviceId) => ({
    environmentVariableSelector: (env) => {
        const serviceSuffixParts = serviceId.split(" ").map((w) => w.toUpperCase());
        const serviceEndpointUrl = env[[ENV_ENDPOINT_URL, ...serviceSuffixParts].join("_")];
        if (serviceEndpointUrl) {
            return serviceEndpointUrl;
        }
        const endpointUrl = env[ENV_ENDPOINT_URL];
        if (endpointUrl) {
            return endpointUrl;
        }
        return undefined;
    },
    configFileSelector: (profile, config) => {
        if (profile.services) {
            const servicesSectionKey = ["services", profile.services].join(constants/* CONFIG_PREFIX_SEPARATOR */.Q);
            if (!config || !config[servicesSectionKey]) {
                throw new Error(`The services section "${profile.services}" specified in the profile is not present in the shared configuration file.`);
            }
            const servicesSection = config[servicesSectionKey];
            const servicePrefixParts = serviceId.split(" ").map((w) => w.toLowerCase());
            const endpointUrl = servicesSection[[servicePrefixParts.join("_"), CONFIG_ENDPOINT_URL].join(constants/* CONFIG_PREFIX_SEPARATOR */.Q)];
            if (endpointUrl) {
                return endpointUrl;
            }
        }
        const endpointUrl = profile[CONFIG_ENDPOINT_URL];
        if (endpointUrl) {
            return endpointUrl;
        }
        return undefined;
    },
    default: undefined,
});

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/util-config-provider/booleanSelector.js
var booleanSelector = __nccwpck_require__(9498);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/util-config-provider/types.js
var types = __nccwpck_require__(6402);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/adaptors/getIgnoreConfiguredEndpointUrls.js

const ENV_IGNORE_CONFIGURED_ENDPOINT_URLS = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
const CONFIG_IGNORE_CONFIGURED_ENDPOINT_URLS = "ignore_configured_endpoint_urls";
const ignoreConfiguredEndpointUrlsConfigSelectors = {
    environmentVariableSelector: (env) => (0,booleanSelector/* booleanSelector */.Q)(env, ENV_IGNORE_CONFIGURED_ENDPOINT_URLS, types/* SelectorType */.c.ENV),
    configFileSelector: (profile) => (0,booleanSelector/* booleanSelector */.Q)(profile, CONFIG_IGNORE_CONFIGURED_ENDPOINT_URLS, types/* SelectorType */.c.CONFIG),
    default: false,
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/adaptors/getEndpointFromConfig.js



const getEndpointFromConfig = async (serviceId) => {
    const ignore = await (0,configLoader/* loadConfig */.Z)(ignoreConfiguredEndpointUrlsConfigSelectors)();
    if (ignore) {
        return undefined;
    }
    return (0,configLoader/* loadConfig */.Z)(getEndpointUrlConfig(serviceId ?? ""))();
};

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/adaptors/getEndpointFromInstructions.js + 2 modules
var adaptors_getEndpointFromInstructions = __nccwpck_require__(7436);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/getSmithyContext.js
var getSmithyContext = __nccwpck_require__(8743);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/endpointMiddleware.js


function setFeature(context, feature, value) {
    if (!context.__smithy_context) {
        context.__smithy_context = { features: {} };
    }
    else if (!context.__smithy_context.features) {
        context.__smithy_context.features = {};
    }
    context.__smithy_context.features[feature] = value;
}
function bindEndpointMiddleware(getEndpointFromConfig) {
    const getEndpointFromInstructions = (0,adaptors_getEndpointFromInstructions/* bindGetEndpointFromInstructions */.g)(getEndpointFromConfig);
    return ({ config, instructions, }) => {
        return (next, context) => async (args) => {
            if (config.isCustomEndpoint) {
                setFeature(context, "ENDPOINT_OVERRIDE", "N");
            }
            const endpoint = await getEndpointFromInstructions(args.input, {
                getEndpointParameterInstructions() {
                    return instructions;
                },
            }, { ...config }, context);
            context.endpointV2 = endpoint;
            context.authSchemes = endpoint.properties?.authSchemes;
            const authScheme = context.authSchemes?.[0];
            if (authScheme) {
                context["signing_region"] = authScheme.signingRegion;
                context["signing_service"] = authScheme.signingName;
                const smithyContext = (0,getSmithyContext/* getSmithyContext */.u)(context);
                const httpAuthOption = smithyContext?.selectedHttpAuthScheme?.httpAuthOption;
                if (httpAuthOption) {
                    httpAuthOption.signingProperties = Object.assign(httpAuthOption.signingProperties || {}, {
                        signing_region: authScheme.signingRegion,
                        signingRegion: authScheme.signingRegion,
                        signing_service: authScheme.signingName,
                        signingName: authScheme.signingName,
                        signingRegionSet: authScheme.signingRegionSet,
                    }, authScheme.properties);
                }
            }
            return next({
                ...args,
            });
        };
    };
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/getEndpointPlugin.js

const serializerMiddlewareOption = {
    name: "serializerMiddleware",
    step: "serialize",
    tags: ["SERIALIZER"],
    override: true,
};
const endpointMiddlewareOptions = {
    step: "serialize",
    tags: ["ENDPOINT_PARAMETERS", "ENDPOINT_V2", "ENDPOINT"],
    name: "endpointV2Middleware",
    override: true,
    relation: "before",
    toMiddleware: serializerMiddlewareOption.name,
};
function bindGetEndpointPlugin(getEndpointFromConfig) {
    const endpointMiddleware = bindEndpointMiddleware(getEndpointFromConfig);
    return (config, instructions) => ({
        applyToStack: (clientStack) => {
            clientStack.addRelativeTo(endpointMiddleware({
                config,
                instructions,
            }), endpointMiddlewareOptions);
        },
    });
}

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/normalizeProvider.js
var normalizeProvider = __nccwpck_require__(9362);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/toEndpointV1.js
var toEndpointV1 = __nccwpck_require__(3055);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/resolveEndpointConfig.js


function bindResolveEndpointConfig(getEndpointFromConfig) {
    return (input) => {
        const tls = input.tls ?? true;
        const { endpoint, useDualstackEndpoint, useFipsEndpoint } = input;
        const customEndpointProvider = endpoint != null ? async () => (0,toEndpointV1/* toEndpointV1 */.a)(await (0,normalizeProvider/* normalizeProvider */.t)(endpoint)()) : undefined;
        const isCustomEndpoint = !!endpoint;
        const resolvedConfig = Object.assign(input, {
            endpoint: customEndpointProvider,
            tls,
            isCustomEndpoint,
            useDualstackEndpoint: (0,normalizeProvider/* normalizeProvider */.t)(useDualstackEndpoint ?? false),
            useFipsEndpoint: (0,normalizeProvider/* normalizeProvider */.t)(useFipsEndpoint ?? false),
            ignoreConfiguredEndpointUrls: !!input.ignoreConfiguredEndpointUrls,
        });
        let configuredEndpointPromise = undefined;
        resolvedConfig.serviceConfiguredEndpoint = async () => {
            if (input.serviceId && !configuredEndpointPromise) {
                configuredEndpointPromise = getEndpointFromConfig(input.serviceId);
            }
            return configuredEndpointPromise;
        };
        return resolvedConfig;
    };
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/index.js














const getEndpointFromInstructions = (0,adaptors_getEndpointFromInstructions/* bindGetEndpointFromInstructions */.g)(getEndpointFromConfig);
const resolveEndpointConfig = bindResolveEndpointConfig(getEndpointFromConfig);
const endpointMiddleware = bindEndpointMiddleware(getEndpointFromConfig);
const getEndpointPlugin = bindGetEndpointPlugin(getEndpointFromConfig);






/***/ }),

/***/ 7436:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  g: () => (/* binding */ bindGetEndpointFromInstructions),
  x: () => (/* binding */ resolveParams)
});

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/service-customizations/s3.js
const resolveParamsForS3 = async (endpointParams) => {
    const bucket = endpointParams?.Bucket || "";
    if (typeof endpointParams.Bucket === "string") {
        endpointParams.Bucket = bucket.replace(/#/g, encodeURIComponent("#")).replace(/\?/g, encodeURIComponent("?"));
    }
    if (isArnBucketName(bucket)) {
        if (endpointParams.ForcePathStyle === true) {
            throw new Error("Path-style addressing cannot be used with ARN buckets");
        }
    }
    else if (!isDnsCompatibleBucketName(bucket) ||
        (bucket.indexOf(".") !== -1 && !String(endpointParams.Endpoint).startsWith("http:")) ||
        bucket.toLowerCase() !== bucket ||
        bucket.length < 3) {
        endpointParams.ForcePathStyle = true;
    }
    if (endpointParams.DisableMultiRegionAccessPoints) {
        endpointParams.disableMultiRegionAccessPoints = true;
        endpointParams.DisableMRAP = true;
    }
    return endpointParams;
};
const DOMAIN_PATTERN = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const IP_ADDRESS_PATTERN = /(\d+\.){3}\d+/;
const DOTS_PATTERN = /\.\./;
const DOT_PATTERN = /\./;
const S3_HOSTNAME_PATTERN = /^(.+\.)?s3(-fips)?(\.dualstack)?[.-]([a-z0-9-]+)\./;
const isDnsCompatibleBucketName = (bucketName) => DOMAIN_PATTERN.test(bucketName) && !IP_ADDRESS_PATTERN.test(bucketName) && !DOTS_PATTERN.test(bucketName);
const isArnBucketName = (bucketName) => {
    const [arn, partition, service, , , bucket] = bucketName.split(":");
    const isArn = arn === "arn" && bucketName.split(":").length >= 6;
    const isValidArn = Boolean(isArn && partition && service && bucket);
    if (isArn && !isValidArn) {
        throw new Error(`Invalid ARN: ${bucketName} was an invalid ARN.`);
    }
    return isValidArn;
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/adaptors/createConfigValueProvider.js
const createConfigValueProvider = (configKey, canonicalEndpointParamKey, config, isClientContextParam = false) => {
    const configProvider = async () => {
        let configValue;
        if (isClientContextParam) {
            const clientContextParams = config.clientContextParams;
            const nestedValue = clientContextParams?.[configKey];
            configValue = nestedValue ?? config[configKey] ?? config[canonicalEndpointParamKey];
        }
        else {
            configValue = config[configKey] ?? config[canonicalEndpointParamKey];
        }
        if (typeof configValue === "function") {
            return configValue();
        }
        return configValue;
    };
    if (configKey === "credentialScope" || canonicalEndpointParamKey === "CredentialScope") {
        return async () => {
            const credentials = typeof config.credentials === "function" ? await config.credentials() : config.credentials;
            const configValue = credentials?.credentialScope ?? credentials?.CredentialScope;
            return configValue;
        };
    }
    if (configKey === "accountId" || canonicalEndpointParamKey === "AccountId") {
        return async () => {
            const credentials = typeof config.credentials === "function" ? await config.credentials() : config.credentials;
            const configValue = credentials?.accountId ?? credentials?.AccountId;
            return configValue;
        };
    }
    if (configKey === "endpoint" || canonicalEndpointParamKey === "endpoint") {
        return async () => {
            if (config.isCustomEndpoint === false) {
                return undefined;
            }
            const endpoint = await configProvider();
            if (endpoint && typeof endpoint === "object") {
                if ("url" in endpoint) {
                    return endpoint.url.href;
                }
                if ("hostname" in endpoint) {
                    const { protocol, hostname, port, path } = endpoint;
                    return `${protocol}//${hostname}${port ? ":" + port : ""}${path}`;
                }
            }
            return endpoint;
        };
    }
    return configProvider;
};

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/toEndpointV1.js
var toEndpointV1 = __nccwpck_require__(3055);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/adaptors/getEndpointFromInstructions.js



function bindGetEndpointFromInstructions(getEndpointFromConfig) {
    return async (commandInput, instructionsSupplier, clientConfig, context) => {
        if (!clientConfig.isCustomEndpoint && !clientConfig.ignoreConfiguredEndpointUrls) {
            let endpointFromConfig;
            if (clientConfig.serviceConfiguredEndpoint) {
                endpointFromConfig = await clientConfig.serviceConfiguredEndpoint();
            }
            else {
                endpointFromConfig = await getEndpointFromConfig(clientConfig.serviceId);
            }
            if (endpointFromConfig) {
                clientConfig.endpoint = () => Promise.resolve((0,toEndpointV1/* toEndpointV1 */.a)(endpointFromConfig));
                clientConfig.isCustomEndpoint = true;
                context?.logger?.debug?.(`@smithy/core/endpoints - resolved endpoint from config: ${endpointFromConfig}`);
            }
        }
        const endpointParams = await resolveParams(commandInput, instructionsSupplier, clientConfig);
        if (typeof clientConfig.endpointProvider !== "function") {
            throw new Error("config.endpointProvider is not set.");
        }
        const endpoint = clientConfig.endpointProvider(endpointParams, context);
        if (clientConfig.isCustomEndpoint && clientConfig.endpoint) {
            const customEndpoint = await clientConfig.endpoint();
            if (customEndpoint?.headers) {
                endpoint.headers ??= {};
                for (const [name, value] of Object.entries(customEndpoint.headers)) {
                    endpoint.headers[name] = Array.isArray(value) ? value : [value];
                }
            }
        }
        return endpoint;
    };
}
const resolveParams = async (commandInput, instructionsSupplier, clientConfig) => {
    const endpointParams = {};
    const instructions = instructionsSupplier?.getEndpointParameterInstructions?.() || {};
    for (const [name, instruction] of Object.entries(instructions)) {
        switch (instruction.type) {
            case "staticContextParams":
                endpointParams[name] = instruction.value;
                break;
            case "contextParams":
                endpointParams[name] = commandInput[instruction.name];
                break;
            case "clientContextParams":
            case "builtInParams":
                endpointParams[name] = await createConfigValueProvider(instruction.name, name, clientConfig, instruction.type !== "builtInParams")();
                break;
            case "operationContextParams":
                endpointParams[name] = instruction.get(commandInput);
                break;
            default:
                throw new Error("Unrecognized endpoint parameter instruction: " + JSON.stringify(instruction));
        }
    }
    if (Object.keys(instructions).length === 0) {
        Object.assign(endpointParams, clientConfig);
    }
    if (String(clientConfig.serviceId).toLowerCase() === "s3") {
        await resolveParamsForS3(endpointParams);
    }
    return endpointParams;
};


/***/ }),

/***/ 5258:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ BinaryDecisionDiagram)
/* harmony export */ });
class BinaryDecisionDiagram {
    nodes;
    root;
    conditions;
    results;
    constructor(bdd, root, conditions, results) {
        this.nodes = bdd;
        this.root = root;
        this.conditions = conditions;
        this.results = results;
    }
    static from(bdd, root, conditions, results) {
        return new BinaryDecisionDiagram(bdd, root, conditions, results);
    }
}


/***/ }),

/***/ 8479:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ EndpointCache)
/* harmony export */ });
class EndpointCache {
    capacity;
    data = new Map();
    parameters = [];
    constructor({ size, params }) {
        this.capacity = size ?? 50;
        if (params) {
            this.parameters = params;
        }
    }
    get(endpointParams, resolver) {
        const key = this.hash(endpointParams);
        if (key === false) {
            return resolver();
        }
        if (!this.data.has(key)) {
            if (this.data.size > this.capacity + 10) {
                const keys = this.data.keys();
                let i = 0;
                while (true) {
                    const { value, done } = keys.next();
                    this.data.delete(value);
                    if (done || ++i > 10) {
                        break;
                    }
                }
            }
            this.data.set(key, resolver());
        }
        return this.data.get(key);
    }
    size() {
        return this.data.size;
    }
    hash(endpointParams) {
        let buffer = "";
        const { parameters } = this;
        if (parameters.length === 0) {
            return false;
        }
        for (const param of parameters) {
            const raw = endpointParams[param];
            const val = raw == null ? "\0" : String(raw);
            if (val.includes("|;")) {
                return false;
            }
            buffer += val + "|;";
        }
        return buffer;
    }
}


/***/ }),

/***/ 7009:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  c: () => (/* binding */ decideEndpoint)
});

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/types/EndpointError.js
class EndpointError extends Error {
    constructor(message) {
        super(message);
        this.name = "EndpointError";
    }
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/debug/debugId.js
const debugId = "endpoints";

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/debug/toDebugString.js
function toDebugString(input) {
    if (typeof input !== "object" || input == null) {
        return input;
    }
    if ("ref" in input) {
        return `$${toDebugString(input.ref)}`;
    }
    if ("fn" in input) {
        return `${input.fn}(${(input.argv || []).map(toDebugString).join(", ")})`;
    }
    return JSON.stringify(input, null, 2);
}

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/utils/customEndpointFunctions.js
var customEndpointFunctions = __nccwpck_require__(1046);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/lib/booleanEquals.js
const booleanEquals = (value1, value2) => value1 === value2;

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/lib/coalesce.js
function coalesce(...args) {
    for (const arg of args) {
        if (arg != null) {
            return arg;
        }
    }
    return undefined;
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/lib/getAttrPathList.js

const getAttrPathList = (path) => {
    const parts = path.split(".");
    const pathList = [];
    for (const part of parts) {
        const squareBracketIndex = part.indexOf("[");
        if (squareBracketIndex !== -1) {
            if (part.indexOf("]") !== part.length - 1) {
                throw new EndpointError(`Path: '${path}' does not end with ']'`);
            }
            const arrayIndex = part.slice(squareBracketIndex + 1, -1);
            if (Number.isNaN(parseInt(arrayIndex))) {
                throw new EndpointError(`Invalid array index: '${arrayIndex}' in path: '${path}'`);
            }
            if (squareBracketIndex !== 0) {
                pathList.push(part.slice(0, squareBracketIndex));
            }
            pathList.push(arrayIndex);
        }
        else {
            pathList.push(part);
        }
    }
    return pathList;
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/lib/getAttr.js


const getAttr = (value, path) => getAttrPathList(path).reduce((acc, index) => {
    if (typeof acc !== "object") {
        throw new EndpointError(`Index '${index}' in '${path}' not found in '${JSON.stringify(value)}'`);
    }
    else if (Array.isArray(acc)) {
        const i = parseInt(index);
        return acc[i < 0 ? acc.length + i : i];
    }
    return acc[index];
}, value);

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/lib/isSet.js
const isSet = (value) => value != null;

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/isValidHostLabel.js
var isValidHostLabel = __nccwpck_require__(4280);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/lib/ite.js
function ite(condition, trueValue, falseValue) {
    return condition ? trueValue : falseValue;
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/lib/not.js
const not = (value) => !value;

;// CONCATENATED MODULE: ./node_modules/@smithy/types/dist-es/endpoint.js
var EndpointURLScheme;
(function (EndpointURLScheme) {
    EndpointURLScheme["HTTP"] = "http";
    EndpointURLScheme["HTTPS"] = "https";
})(EndpointURLScheme || (EndpointURLScheme = {}));

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/lib/isIpAddress.js
var isIpAddress = __nccwpck_require__(6676);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/lib/parseURL.js


const DEFAULT_PORTS = {
    [EndpointURLScheme.HTTP]: 80,
    [EndpointURLScheme.HTTPS]: 443,
};
const parseURL = (value) => {
    const whatwgURL = (() => {
        try {
            if (value instanceof URL) {
                return value;
            }
            if (typeof value === "object" && "hostname" in value) {
                const { hostname, port, protocol = "", path = "", query = {} } = value;
                const url = new URL(`${protocol}//${hostname}${port ? `:${port}` : ""}${path}`);
                url.search = Object.entries(query)
                    .map(([k, v]) => `${k}=${v}`)
                    .join("&");
                return url;
            }
            return new URL(value);
        }
        catch (ignored) {
            return null;
        }
    })();
    if (!whatwgURL) {
        console.error(`Unable to parse ${JSON.stringify(value)} as a whatwg URL.`);
        return null;
    }
    const urlString = whatwgURL.href;
    const { host, hostname, pathname, protocol, search } = whatwgURL;
    if (search) {
        return null;
    }
    const scheme = protocol.slice(0, -1);
    if (!Object.values(EndpointURLScheme).includes(scheme)) {
        return null;
    }
    const isIp = (0,isIpAddress/* isIpAddress */.o)(hostname);
    const inputContainsDefaultPort = urlString.includes(`${host}:${DEFAULT_PORTS[scheme]}`) ||
        (typeof value === "string" && value.includes(`${host}:${DEFAULT_PORTS[scheme]}`));
    const authority = `${host}${inputContainsDefaultPort ? `:${DEFAULT_PORTS[scheme]}` : ``}`;
    return {
        scheme,
        authority,
        path: pathname,
        normalizedPath: pathname.endsWith("/") ? pathname : `${pathname}/`,
        isIp,
    };
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/lib/split.js
function split(value, delimiter, limit) {
    if (limit === 1) {
        return [value];
    }
    if (value === "") {
        return [""];
    }
    const parts = value.split(delimiter);
    if (limit === 0) {
        return parts;
    }
    return parts.slice(0, limit - 1).concat(parts.slice(1).join(delimiter));
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/lib/stringEquals.js
const stringEquals = (value1, value2) => value1 === value2;

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/lib/substring.js
const substring = (input, start, stop, reverse) => {
    if (input == null || start >= stop || input.length < stop || /[^\u0000-\u007f]/.test(input)) {
        return null;
    }
    if (!reverse) {
        return input.substring(start, stop);
    }
    return input.substring(input.length - stop, input.length - start);
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/lib/uriEncode.js
const uriEncode = (value) => encodeURIComponent(value).replace(/[!*'()]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/utils/endpointFunctions.js

const endpointFunctions = {
    booleanEquals: booleanEquals,
    coalesce: coalesce,
    getAttr: getAttr,
    isSet: isSet,
    isValidHostLabel: isValidHostLabel/* isValidHostLabel */.X,
    ite: ite,
    not: not,
    parseURL: parseURL,
    split: split,
    stringEquals: stringEquals,
    substring: substring,
    uriEncode: uriEncode,
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/utils/evaluateTemplate.js

const evaluateTemplate = (template, options) => {
    const evaluatedTemplateArr = [];
    const { referenceRecord, endpointParams } = options;
    let currentIndex = 0;
    while (currentIndex < template.length) {
        const openingBraceIndex = template.indexOf("{", currentIndex);
        if (openingBraceIndex === -1) {
            evaluatedTemplateArr.push(template.slice(currentIndex));
            break;
        }
        evaluatedTemplateArr.push(template.slice(currentIndex, openingBraceIndex));
        const closingBraceIndex = template.indexOf("}", openingBraceIndex);
        if (closingBraceIndex === -1) {
            evaluatedTemplateArr.push(template.slice(openingBraceIndex));
            break;
        }
        if (template[openingBraceIndex + 1] === "{" && template[closingBraceIndex + 1] === "}") {
            evaluatedTemplateArr.push(template.slice(openingBraceIndex + 1, closingBraceIndex));
            currentIndex = closingBraceIndex + 2;
        }
        const parameterName = template.substring(openingBraceIndex + 1, closingBraceIndex);
        if (parameterName.includes("#")) {
            const [refName, attrName] = parameterName.split("#");
            evaluatedTemplateArr.push(getAttr((referenceRecord[refName] ?? endpointParams[refName]), attrName));
        }
        else {
            evaluatedTemplateArr.push((referenceRecord[parameterName] ?? endpointParams[parameterName]));
        }
        currentIndex = closingBraceIndex + 1;
    }
    return evaluatedTemplateArr.join("");
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/utils/getReferenceValue.js
const getReferenceValue = ({ ref }, options) => {
    return options.referenceRecord[ref] ?? options.endpointParams[ref];
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/utils/evaluateExpression.js





const evaluateExpression = (obj, keyName, options) => {
    if (typeof obj === "string") {
        return evaluateTemplate(obj, options);
    }
    else if (obj["fn"]) {
        return group.callFunction(obj, options);
    }
    else if (obj["ref"]) {
        return getReferenceValue(obj, options);
    }
    throw new EndpointError(`'${keyName}': ${String(obj)} is not a string, function or reference.`);
};
const callFunction = ({ fn, argv }, options) => {
    const evaluatedArgs = Array(argv.length);
    for (let i = 0; i < evaluatedArgs.length; ++i) {
        const arg = argv[i];
        if (typeof arg === "boolean" || typeof arg === "number") {
            evaluatedArgs[i] = arg;
        }
        else {
            evaluatedArgs[i] = group.evaluateExpression(arg, "arg", options);
        }
    }
    const namespaceSeparatorIndex = fn.indexOf(".");
    if (namespaceSeparatorIndex !== -1) {
        const namespaceFunctions = customEndpointFunctions/* customEndpointFunctions */.m[fn.slice(0, namespaceSeparatorIndex)];
        const customFunction = namespaceFunctions?.[fn.slice(namespaceSeparatorIndex + 1)];
        if (typeof customFunction === "function") {
            return customFunction(...evaluatedArgs);
        }
    }
    const callable = endpointFunctions[fn];
    if (typeof callable === "function") {
        return callable(...evaluatedArgs);
    }
    throw new Error(`function ${fn} not loaded in endpointFunctions.`);
};
const group = {
    evaluateExpression,
    callFunction,
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/utils/evaluateCondition.js



const evaluateCondition = (condition, options) => {
    const { assign } = condition;
    if (assign && assign in options.referenceRecord) {
        throw new EndpointError(`'${assign}' is already defined in Reference Record.`);
    }
    const value = callFunction(condition, options);
    options.logger?.debug?.(`${debugId} evaluateCondition: ${toDebugString(condition)} = ${toDebugString(value)}`);
    const result = value === "" ? true : !!value;
    if (assign != null) {
        return { result, toAssign: { name: assign, value } };
    }
    return { result };
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/utils/getEndpointHeaders.js


const getEndpointHeaders = (headers, options) => Object.entries(headers ?? {}).reduce((acc, [headerKey, headerVal]) => {
    acc[headerKey] = headerVal.map((headerValEntry) => {
        const processedExpr = evaluateExpression(headerValEntry, "Header value entry", options);
        if (typeof processedExpr !== "string") {
            throw new EndpointError(`Header '${headerKey}' value '${processedExpr}' is not a string`);
        }
        return processedExpr;
    });
    return acc;
}, {});

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/utils/getEndpointProperties.js


const getEndpointProperties = (properties, options) => Object.entries(properties).reduce((acc, [propertyKey, propertyVal]) => {
    acc[propertyKey] = getEndpointProperties_group.getEndpointProperty(propertyVal, options);
    return acc;
}, {});
const getEndpointProperty = (property, options) => {
    if (Array.isArray(property)) {
        return property.map((propertyEntry) => getEndpointProperty(propertyEntry, options));
    }
    switch (typeof property) {
        case "string":
            return evaluateTemplate(property, options);
        case "object":
            if (property === null) {
                throw new EndpointError(`Unexpected endpoint property: ${property}`);
            }
            return getEndpointProperties_group.getEndpointProperties(property, options);
        case "boolean":
            return property;
        default:
            throw new EndpointError(`Unexpected endpoint property type: ${typeof property}`);
    }
};
const getEndpointProperties_group = {
    getEndpointProperty,
    getEndpointProperties,
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/utils/getEndpointUrl.js


const getEndpointUrl = (endpointUrl, options) => {
    const expression = evaluateExpression(endpointUrl, "Endpoint URL", options);
    if (typeof expression === "string") {
        try {
            return new URL(expression);
        }
        catch (error) {
            console.error(`Failed to construct URL with ${expression}`, error);
            throw error;
        }
    }
    throw new EndpointError(`Endpoint URL must be a string, got ${typeof expression}`);
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/decideEndpoint.js






const RESULT = 100_000_000;
const decideEndpoint = (bdd, options) => {
    const { nodes, root, results, conditions } = bdd;
    let ref = root;
    const referenceRecord = {};
    const closure = {
        referenceRecord,
        endpointParams: options.endpointParams,
        logger: options.logger,
    };
    while (ref !== 1 && ref !== -1 && ref < RESULT) {
        const node_i = 3 * (Math.abs(ref) - 1);
        const [condition_i, highRef, lowRef] = [nodes[node_i], nodes[node_i + 1], nodes[node_i + 2]];
        const [fn, argv, assign] = conditions[condition_i];
        const evaluation = evaluateCondition({ fn, assign, argv }, closure);
        if (evaluation.toAssign) {
            const { name, value } = evaluation.toAssign;
            referenceRecord[name] = value;
        }
        ref = ref >= 0 === evaluation.result ? highRef : lowRef;
    }
    if (ref >= RESULT) {
        const result = results[ref - RESULT];
        if (result[0] === -1) {
            const [, errorExpression] = result;
            throw new EndpointError(evaluateExpression(errorExpression, "Error", closure));
        }
        const [url, properties, headers] = result;
        return {
            url: getEndpointUrl(url, closure),
            properties: getEndpointProperties(properties, closure),
            headers: getEndpointHeaders(headers ?? {}, closure),
        };
    }
    throw new EndpointError(`No matching endpoint.`);
};


/***/ }),

/***/ 6676:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ isIpAddress)
/* harmony export */ });
const IP_V4_REGEX = new RegExp(`^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]\\d|\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]\\d|\\d)){3}$`);
const isIpAddress = (value) => IP_V4_REGEX.test(value) || (value.startsWith("[") && value.endsWith("]"));


/***/ }),

/***/ 1046:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ customEndpointFunctions)
/* harmony export */ });
const customEndpointFunctions = {};


/***/ }),

/***/ 4699:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ HttpBindingNormalizedSchema),
/* harmony export */   K: () => (/* binding */ getHttpOperationBindings)
/* harmony export */ });
/* harmony import */ var _smithy_core_schema__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5125);
/* harmony import */ var _smithy_core_schema__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(4844);
/* harmony import */ var _smithy_core_serde__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(412);


const HTTP_BINDINGS = Symbol.for("@smithy/schema-x");
class HttpBindingNormalizedSchema extends _smithy_core_schema__WEBPACK_IMPORTED_MODULE_0__/* .NormalizedSchema */ .l1 {
    static identity = Symbol.for("@smithy/HttpBindingNormalizedSchema");
    identity = HttpBindingNormalizedSchema.identity;
    bindings;
    constructor(schema) {
        super(schema);
    }
    static of(schema) {
        const ns = _smithy_core_schema__WEBPACK_IMPORTED_MODULE_0__/* .NormalizedSchema */ .l1.of(schema);
        if (ns.identity === HttpBindingNormalizedSchema.identity) {
            return ns;
        }
        const schemaCache = ns.isMemberSchema() ? ns : ns.getSchema();
        const cache = typeof schemaCache === "object" && schemaCache !== null ? schemaCache : ns;
        return (cache[HTTP_BINDINGS] ??= new HttpBindingNormalizedSchema(ns));
    }
    getHttpBindingLocation(traits) {
        if (traits.httpPayload) {
            return 0b100_100;
        }
        if (traits.httpLabel) {
            return 0b100_001;
        }
        if (traits.httpHeader) {
            return 0b100_110;
        }
        if (typeof traits.httpPrefixHeaders === "string") {
            return 0b100_111;
        }
        if (traits.httpQuery) {
            return 0b100_010;
        }
        if (traits.httpQueryParams) {
            return 0b100_011;
        }
        if (traits.httpResponseCode) {
            return 0b100_101;
        }
        return 0b100_000;
    }
    getHttpBindingValue(location, traits, nested = false) {
        const raw = this.getSchema();
        const type = typeof raw === "number" ? raw & 0xff : this.isListSchema() ? 0b0100_0000 : 0xff;
        const slot = location & 0b111;
        const media = (traits.mediaType ? (traits.mediaType === "application/json" || traits.mediaType.endsWith("+json") ? 2 : 1) : 0);
        const stream = (traits.streaming || type === 42 ? (this.isStructSchema() ? 2 : 1) : 0);
        const timestamp = (type >= 4 && type <= 7
            ? slot >= 6
                ? 2
                : slot > 0 && slot < 4
                    ? 1
                    : 0
            : 0);
        let flags = type |
            (media << 8) |
            ((traits.idempotencyToken ? 1 : 0) << 10) |
            (stream << 11) |
            ((traits.sparse ? 1 : 0) << 13) |
            (timestamp << 14) |
            ((traits.hostLabel ? 1 : 0) << 17) |
            ((location === 0b100_100 && typeof raw !== "object" ? 1 : 0) << 18);
        const category = type & 0b1100_0000;
        const collectionValue = slot & 0b010 && (category === 0b0100_0000 || (!nested && slot & 1))
            ? this.getHttpBindingCollectionValue(location, traits)
            : undefined;
        const valueType = (collectionValue?.[1] ?? 0) & 0xff;
        flags |=
            (slot >= 6 &&
                (valueType === 4 || valueType === 6)
                ? 1
                : 0) << 16;
        return [this, flags, collectionValue];
    }
    getHttpBindingCollectionValue(location, traits = this.getMergedTraits()) {
        const valueSchema = HttpBindingNormalizedSchema.of(this.getValueSchema());
        return valueSchema.getHttpBindingValue(location, { ...valueSchema.getMergedTraits(), ...traits }, true);
    }
    getHttpBindings() {
        const source = this.getSchema();
        return typeof source !== "object" || source === null ? EMPTY_BINDINGS : (this.bindings ??= buildHttpBindings(this));
    }
}
const buildHttpBindings = (schema) => {
    const bodyMemberNames = [];
    const bodyMemberSchemas = [];
    const requestBodyMemberNames = [];
    const requestBodyMemberSchemas = [];
    const memberBindings = [];
    const byName = {};
    const headers = {};
    const prefixHeaders = [];
    const responseBindings = { headers, prefixHeaders };
    const bindings = {
        request: { memberBindings, byName },
        response: {
            bodyMemberNames,
            bindings: responseBindings,
        },
    };
    const { request, response } = bindings;
    for (const [name, member] of schema.structIterator()) {
        const bindingSchema = HttpBindingNormalizedSchema.of(member);
        const traits = bindingSchema.getMergedTraits();
        const location = bindingSchema.getHttpBindingLocation(traits);
        const wireName = traits.httpHeader?.toLowerCase() ?? traits.httpPrefixHeaders?.toLowerCase() ?? traits.httpQuery;
        const value = bindingSchema.getHttpBindingValue(location, traits);
        const binding = [name, value, location, wireName];
        if (name === "__proto__") {
            (0,_smithy_core_serde__WEBPACK_IMPORTED_MODULE_1__/* .writeKey */ .T)(byName);
        }
        byName[name] = binding;
        if ((value[1] >> 10) & 1) {
            request.hasIdempotency = true;
        }
        memberBindings.push(binding);
        const slot = location & 0b111;
        if (slot === 0) {
            requestBodyMemberNames.push(name);
            requestBodyMemberSchemas.push(member);
        }
        if ((slot & 0b100) === 0) {
            bodyMemberNames.push(name);
            bodyMemberSchemas.push(member);
        }
        else if ((slot & 0b110) === 0b100) {
            if (slot & 0b001) {
                responseBindings.statusCode = binding;
            }
            else {
                responseBindings.payload = binding;
                const type = value[1] & 0xff;
                request.contentTypeInstruction =
                    traits.mediaType ??
                        (type === 0
                            ? "text/plain"
                            : type === 21 || type === 42
                                ? "application/octet-stream"
                                : null);
            }
        }
        else if (slot & 0b001) {
            request.hasPrefixHeaders = true;
            prefixHeaders.push(binding);
        }
        else {
            if (wireName === "__proto__") {
                (0,_smithy_core_serde__WEBPACK_IMPORTED_MODULE_1__/* .writeKey */ .T)(headers);
            }
            headers[wireName] = binding;
        }
    }
    if (request.contentTypeInstruction === undefined && requestBodyMemberNames.length) {
        request.contentTypeInstruction = null;
    }
    request.syntheticBodySchema = createBodySchema(schema, requestBodyMemberNames, requestBodyMemberSchemas);
    response.syntheticBodySchema = createBodySchema(schema, bodyMemberNames, bodyMemberSchemas);
    return bindings;
};
const buildPathSegments = (path) => {
    const segments = [];
    let offset = 0;
    for (const match of path.matchAll(/\{([^{}+]+)(\+)?\}/g)) {
        if (match.index > offset) {
            segments.push([path.slice(offset, match.index), 0]);
        }
        segments.push([match[1], match[2] ? 2 : 1]);
        offset = match.index + match[0].length;
    }
    if (segments.length && offset < path.length) {
        segments.push([path.slice(offset), 0]);
    }
    return segments.length ? segments : undefined;
};
const buildHttpOperationBindings = (schema) => {
    const { http, endpoint } = (0,_smithy_core_schema__WEBPACK_IMPORTED_MODULE_2__/* .translateTraits */ .c)(schema.traits ?? {});
    const [path, search] = http?.[1].split("?") ?? [];
    return [
        http?.[0],
        path,
        search ? [...new URLSearchParams(search)] : [],
        path ? buildPathSegments(path) : undefined,
        endpoint?.[0],
    ];
};
const EMPTY_BINDINGS = {
    request: { memberBindings: [], byName: {} },
    response: {
        bodyMemberNames: [],
        bindings: { headers: {}, prefixHeaders: [] },
    },
};
const getHttpOperationBindings = (schema) => (schema[HTTP_BINDINGS] ??= buildHttpOperationBindings(schema));
const createBodySchema = (schema, memberNames, memberSchemas) => {
    if (!memberNames.length) {
        return undefined;
    }
    const source = schema.getSchema();
    const body = [
        3,
        source[1],
        source[2],
        schema.getMergedTraits(),
        memberNames,
        memberSchemas,
    ];
    const required = source[6];
    const bodyRequired = required && memberNames.reduce((count, name) => count + (source[4].indexOf(name) < required ? 1 : 0), 0);
    if (bodyRequired) {
        body[6] = bodyRequired;
    }
    return body;
};


/***/ }),

/***/ 9133:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  t: () => (/* binding */ HttpProtocol)
});

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/httpRequest.js
var httpRequest = __nccwpck_require__(9725);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/httpResponse.js
var httpResponse = __nccwpck_require__(5401);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/hasOwn.js
var hasOwn = __nccwpck_require__(2990);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/isValidHostname.js
function isValidHostname(hostname) {
    const hostPattern = /^[a-z0-9][a-z0-9.-]*[a-z0-9]$/;
    return hostPattern.test(hostname);
}

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/schema/TypeRegistry.js
var TypeRegistry = __nccwpck_require__(5629);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/SerdeContext.js
var SerdeContext = __nccwpck_require__(5506);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/HttpBindingNormalizedSchema.js
var HttpBindingNormalizedSchema = __nccwpck_require__(4699);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/HttpProtocol.js




class HttpProtocol extends SerdeContext/* SerdeContext */.f {
    options;
    compositeErrorRegistry;
    constructor(options) {
        super();
        this.options = options;
        this.compositeErrorRegistry = new TypeRegistry/* TypeRegistry */.O(options.defaultNamespace);
        for (const etr of options.errorTypeRegistries ?? []) {
            this.compositeErrorRegistry.copyFrom(etr);
        }
    }
    getRequestType() {
        return httpRequest/* HttpRequest */.K;
    }
    getResponseType() {
        return httpResponse/* HttpResponse */.c;
    }
    setSerdeContext(serdeContext) {
        this.serdeContext = serdeContext;
        this.serializer.setSerdeContext(serdeContext);
        this.deserializer.setSerdeContext(serdeContext);
        if (this.getPayloadCodec()) {
            this.getPayloadCodec().setSerdeContext(serdeContext);
        }
    }
    updateServiceEndpoint(request, endpoint) {
        if ("url" in endpoint) {
            request.protocol = endpoint.url.protocol;
            request.hostname = endpoint.url.hostname;
            request.port = endpoint.url.port ? Number(endpoint.url.port) : undefined;
            request.path = endpoint.url.pathname;
            request.fragment = endpoint.url.hash || void 0;
            request.username = endpoint.url.username || void 0;
            request.password = endpoint.url.password || void 0;
            if (!request.query) {
                request.query = {};
            }
            for (const [k, v] of endpoint.url.searchParams.entries()) {
                request.query[k] = v;
            }
            if (endpoint.headers) {
                for (const name in endpoint.headers) {
                    if (!(0,hasOwn/* hasOwn */.$)(endpoint.headers, name)) {
                        continue;
                    }
                    request.headers[name] = endpoint.headers[name].join(", ");
                }
            }
            return request;
        }
        else {
            request.protocol = endpoint.protocol;
            request.hostname = endpoint.hostname;
            request.port = endpoint.port ? Number(endpoint.port) : undefined;
            request.path = endpoint.path;
            request.query = {
                ...endpoint.query,
            };
            if (endpoint.headers) {
                for (const name in endpoint.headers) {
                    if (!(0,hasOwn/* hasOwn */.$)(endpoint.headers, name)) {
                        continue;
                    }
                    request.headers[name] = endpoint.headers[name];
                }
            }
            return request;
        }
    }
    setHostPrefix(request, operationSchema, input, operation = (0,HttpBindingNormalizedSchema/* getHttpOperationBindings */.K)(operationSchema)) {
        if (this.serdeContext?.disableHostPrefix) {
            return;
        }
        const hostPrefix = operation[4];
        if (typeof hostPrefix !== "string") {
            return;
        }
        let resolvedHostPrefix = hostPrefix;
        for (const [name, [, flags]] of HttpBindingNormalizedSchema/* HttpBindingNormalizedSchema */.C.of(operationSchema.input).getHttpBindings().request
            .memberBindings) {
            if (!((flags >> 17) & 1)) {
                continue;
            }
            const replacement = input[name];
            if (typeof replacement !== "string") {
                throw new Error(`@smithy/core/schema - ${name} in input must be a string as hostLabel.`);
            }
            resolvedHostPrefix = resolvedHostPrefix.replace(`{${name}}`, replacement);
        }
        request.hostname = resolvedHostPrefix + request.hostname;
        if (!isValidHostname(request.hostname)) {
            throw new Error(`[${request.hostname}] is not a valid hostname.`);
        }
    }
    deserializeMetadata(output) {
        return {
            httpStatusCode: output.statusCode,
            requestId: output.headers["x-amzn-requestid"] ?? output.headers["x-amzn-request-id"] ?? output.headers["x-amz-request-id"],
            extendedRequestId: output.headers["x-amz-id-2"],
            cfId: output.headers["x-amz-cf-id"],
        };
    }
    resolveError(name, namespaces, registries) {
        const defaultErrorSchema = [-3, "", "Error", 0, [], [], 0];
        let schema;
        for (const registry of registries) {
            for (const ns of namespaces) {
                try {
                    if (ns === "*") {
                        schema = registry.getSchema(name);
                    }
                    else {
                        schema = registry.getSchema(ns + "#" + name);
                    }
                    const errorCtor = registry.getErrorCtor(schema);
                    if (errorCtor) {
                        return [schema, errorCtor, "modeled"];
                    }
                    else {
                        const syntheticErrorSchema = registry.getBaseException();
                        if (syntheticErrorSchema) {
                            const syntheticErrorCtor = registry.getErrorCtor(syntheticErrorSchema);
                            if (syntheticErrorCtor) {
                                return [schema, syntheticErrorCtor, "synthetic"];
                            }
                        }
                    }
                }
                catch (ignored) {
                }
            }
        }
        for (const registry of registries) {
            const syntheticErrorSchema = registry.getBaseException();
            if (syntheticErrorSchema) {
                const syntheticErrorCtor = registry.getErrorCtor(syntheticErrorSchema);
                if (syntheticErrorCtor) {
                    return [syntheticErrorSchema, syntheticErrorCtor, "synthetic"];
                }
            }
        }
        return [defaultErrorSchema, Error, "native"];
    }
    async serializeEventStream({ eventStream, requestSchema, initialRequest, }) {
        const eventStreamSerde = await this.loadEventStreamCapability();
        return eventStreamSerde.serializeEventStream({
            eventStream,
            requestSchema,
            initialRequest,
        });
    }
    async deserializeEventStream({ response, responseSchema, initialResponseContainer, }) {
        const eventStreamSerde = await this.loadEventStreamCapability();
        return eventStreamSerde.deserializeEventStream({
            response,
            responseSchema,
            initialResponseContainer,
        });
    }
    async loadEventStreamCapability() {
        const { EventStreamSerde, eventStreamSerdeProvider } = await __nccwpck_require__.e(/* import() */ 692).then(__nccwpck_require__.bind(__nccwpck_require__, 7692));
        const marshaller = this.resolveEventStreamMarshaller(eventStreamSerdeProvider);
        return new EventStreamSerde({
            marshaller,
            serializer: this.serializer,
            deserializer: this.deserializer,
            serdeContext: this.serdeContext,
            defaultContentType: this.getDefaultContentType(),
            compositeErrorRegistry: this.compositeErrorRegistry,
        });
    }
    getDefaultContentType() {
        throw new Error(`@smithy/core/protocols - ${this.constructor.name} getDefaultContentType() implementation missing.`);
    }
    async deserializeHttpMessage(schema, context, response, arg4, arg5) {
        void schema;
        void context;
        void response;
        void arg4;
        void arg5;
        return [];
    }
    getEventStreamMarshaller() {
        const context = this.serdeContext;
        if (!context.eventStreamMarshaller) {
            throw new Error("@smithy/core - HttpProtocol: eventStreamMarshaller missing in serdeContext.");
        }
        return context.eventStreamMarshaller;
    }
    resolveEventStreamMarshaller(importedProvider) {
        const context = this.serdeContext;
        if (context.eventStreamMarshaller) {
            return context.eventStreamMarshaller;
        }
        return importedProvider(this.serdeContext);
    }
}


/***/ }),

/***/ 5506:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ SerdeContext)
/* harmony export */ });
class SerdeContext {
    serdeContext;
    setSerdeContext(serdeContext) {
        this.serdeContext = serdeContext;
    }
}


/***/ }),

/***/ 9620:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ collectBody)
/* harmony export */ });
/* harmony import */ var _smithy_core_serde__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7297);

const collectBody = async (streamBody = new Uint8Array(), context) => {
    if (streamBody instanceof Uint8Array) {
        return _smithy_core_serde__WEBPACK_IMPORTED_MODULE_0__/* .Uint8ArrayBlobAdapter */ .Mu.mutate(streamBody);
    }
    if (!streamBody) {
        return _smithy_core_serde__WEBPACK_IMPORTED_MODULE_0__/* .Uint8ArrayBlobAdapter */ .Mu.mutate(new Uint8Array());
    }
    const fromContext = context.streamCollector(streamBody);
    return _smithy_core_serde__WEBPACK_IMPORTED_MODULE_0__/* .Uint8ArrayBlobAdapter */ .Mu.mutate(await fromContext);
};


/***/ }),

/***/ 979:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ extendedEncodeURIComponent)
/* harmony export */ });
function extendedEncodeURIComponent(str) {
    if (/^[\w.~-]+$/.test(str)) {
        return str;
    }
    return encodeURIComponent(str).replace(/[!'()*]/g, function (c) {
        return "%" + c.charCodeAt(0).toString(16).toUpperCase();
    });
}


/***/ }),

/***/ 7041:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   vK: () => (/* binding */ getContentLengthPlugin)
/* harmony export */ });
/* unused harmony exports contentLengthMiddleware, contentLengthMiddlewareOptions */
/* harmony import */ var _smithy_core_transport__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9725);

const CONTENT_LENGTH_HEADER = "content-length";
function contentLengthMiddleware(bodyLengthChecker) {
    return (next) => async (args) => {
        const request = args.request;
        if (_smithy_core_transport__WEBPACK_IMPORTED_MODULE_0__/* .HttpRequest */ .K.isInstance(request)) {
            const { body, headers } = request;
            if (body &&
                Object.keys(headers)
                    .map((str) => str.toLowerCase())
                    .indexOf(CONTENT_LENGTH_HEADER) === -1) {
                try {
                    const length = bodyLengthChecker(body);
                    if (length != null) {
                        request.headers = {
                            ...request.headers,
                            [CONTENT_LENGTH_HEADER]: String(length),
                        };
                    }
                }
                catch (ignored) {
                }
            }
        }
        return next({
            ...args,
            request,
        });
    };
}
const contentLengthMiddlewareOptions = {
    step: "build",
    tags: ["SET_CONTENT_LENGTH", "CONTENT_LENGTH"],
    name: "contentLengthMiddleware",
    override: true,
};
const getContentLengthPlugin = (options) => ({
    applyToStack: (clientStack) => {
        clientStack.add(contentLengthMiddleware(options.bodyLengthChecker), contentLengthMiddlewareOptions);
    },
});


/***/ }),

/***/ 274:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ getHttpHandlerExtensionConfiguration),
/* harmony export */   j: () => (/* binding */ resolveHttpHandlerRuntimeConfig)
/* harmony export */ });
const getHttpHandlerExtensionConfiguration = (runtimeConfig) => {
    if (runtimeConfig.logger && runtimeConfig.logger.constructor?.name !== "NoOpLogger") {
        runtimeConfig.requestHandler?.updateHttpClientConfig?.(Symbol.for("logger"), runtimeConfig.logger);
    }
    if (runtimeConfig.defaultSocketTimeout) {
        runtimeConfig.requestHandler?.updateHttpClientConfig?.(Symbol.for("@smithy/defaultSocketTimeout"), runtimeConfig.defaultSocketTimeout);
    }
    return {
        setHttpHandler(handler) {
            runtimeConfig.requestHandler = handler;
        },
        httpHandler() {
            return runtimeConfig.requestHandler;
        },
        updateHttpClientConfig(key, value) {
            runtimeConfig.requestHandler?.updateHttpClientConfig(key, value);
        },
        httpHandlerConfigs() {
            return runtimeConfig.requestHandler.httpHandlerConfigs();
        },
    };
};
const resolveHttpHandlerRuntimeConfig = (httpHandlerExtensionConfiguration) => {
    return {
        requestHandler: httpHandlerExtensionConfiguration.httpHandler(),
    };
};


/***/ }),

/***/ 4671:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  k: () => (/* binding */ FromStringShapeDeserializer)
});

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/split-header.js
var split_header = __nccwpck_require__(9796);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-base64/fromBase64.js
var fromBase64 = __nccwpck_require__(9700);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/schema-serde-lib/schema-date-utils.js
const ddd = `(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:[ne|u?r]?s?day)?`;
const mmm = `(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)`;
const time = `(\\d?\\d):(\\d{2}):(\\d{2})(?:\\.(\\d+))?`;
const date = `(\\d?\\d)`;
const year = `(\\d{4})`;
const RFC3339_WITH_OFFSET = new RegExp(/^(\d{4})-(\d\d)-(\d\d)[tT](\d\d):(\d\d):(\d\d)(\.(\d+))?(([-+]\d\d:\d\d)|[zZ])$/);
const IMF_FIXDATE_NATIVE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?:0[1-9]|[12]\d|3[01]) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [1-9]\d{3} (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d GMT$/;
const IMF_FIXDATE = new RegExp(`^${ddd}, ${date} ${mmm} ${year} ${time} GMT$`);
const RFC_850_DATE = new RegExp(`^${ddd}, ${date}-${mmm}-(\\d\\d) ${time} GMT$`);
const ASC_TIME = new RegExp(`^${ddd} ${mmm} ( [1-9]|\\d\\d) ${time} ${year}$`);
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const _parseEpochTimestamp = (value) => {
    if (value == null) {
        return void 0;
    }
    let num = NaN;
    if (typeof value === "number") {
        num = value;
    }
    else if (typeof value === "string") {
        if (!/^-?\d*\.?\d+$/.test(value)) {
            throw new TypeError(`parseEpochTimestamp - numeric string invalid.`);
        }
        num = Number.parseFloat(value);
    }
    else if (typeof value === "object" && value.tag === 1) {
        num = value.value;
    }
    if (isNaN(num) || Math.abs(num) === Infinity) {
        throw new TypeError("Epoch timestamps must be valid finite numbers.");
    }
    return new Date(Math.round(num * 1000));
};
const _parseRfc3339DateTimeWithOffset = (value) => {
    if (value == null) {
        return void 0;
    }
    if (typeof value !== "string") {
        throw new TypeError("RFC3339 timestamps must be strings");
    }
    const matches = RFC3339_WITH_OFFSET.exec(value);
    if (!matches) {
        throw new TypeError(`Invalid RFC3339 timestamp format ${value}`);
    }
    const [, yearStr, monthStr, dayStr, hours, minutes, seconds, , ms, offsetStr] = matches;
    range(monthStr, 1, 12);
    range(dayStr, 1, 31);
    range(hours, 0, 23);
    range(minutes, 0, 59);
    range(seconds, 0, 60);
    const date = new Date(Date.UTC(Number(yearStr), Number(monthStr) - 1, Number(dayStr), Number(hours), Number(minutes), Number(seconds), Number(ms) ? Math.round(parseFloat(`0.${ms}`) * 1000) : 0));
    date.setUTCFullYear(Number(yearStr));
    if (offsetStr.toUpperCase() != "Z") {
        const [, sign, offsetH, offsetM] = /([+-])(\d\d):(\d\d)/.exec(offsetStr) || [void 0, "+", 0, 0];
        const scalar = sign === "-" ? 1 : -1;
        date.setTime(date.getTime() + scalar * (Number(offsetH) * 60 * 60 * 1000 + Number(offsetM) * 60 * 1000));
    }
    return date;
};
const _parseRfc7231DateTime = (value) => {
    if (value == null) {
        return void 0;
    }
    if (typeof value !== "string") {
        throw new TypeError("RFC7231 timestamps must be strings.");
    }
    if (IMF_FIXDATE_NATIVE.test(value)) {
        return new Date(value);
    }
    let day;
    let month;
    let year;
    let hour;
    let minute;
    let second;
    let fraction;
    let matches;
    if ((matches = IMF_FIXDATE.exec(value))) {
        [, day, month, year, hour, minute, second, fraction] = matches;
    }
    else if ((matches = RFC_850_DATE.exec(value))) {
        [, day, month, year, hour, minute, second, fraction] = matches;
        year = (Number(year) + 1900).toString();
    }
    else if ((matches = ASC_TIME.exec(value))) {
        [, month, day, hour, minute, second, fraction, year] = matches;
    }
    if (year && second) {
        const timestamp = Date.UTC(Number(year), months.indexOf(month), Number(day), Number(hour), Number(minute), Number(second), fraction ? Math.round(parseFloat(`0.${fraction}`) * 1000) : 0);
        range(day, 1, 31);
        range(hour, 0, 23);
        range(minute, 0, 59);
        range(second, 0, 60);
        const date = new Date(timestamp);
        date.setUTCFullYear(Number(year));
        return date;
    }
    throw new TypeError(`Invalid RFC7231 date-time value ${value}.`);
};
function range(v, min, max) {
    const _v = Number(v);
    if (_v < min || _v > max) {
        throw new Error(`Value ${_v} out of range [${min}, ${max}]`);
    }
}

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-utf8/toUtf8.js
var toUtf8 = __nccwpck_require__(9809);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/lazy-json.js
var lazy_json = __nccwpck_require__(1899);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/value/NumericValue.js
var NumericValue = __nccwpck_require__(7004);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/HttpBindingNormalizedSchema.js
var HttpBindingNormalizedSchema = __nccwpck_require__(4699);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/SerdeContext.js
var SerdeContext = __nccwpck_require__(5506);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/serde/FromStringShapeDeserializer.js



class FromStringShapeDeserializer extends SerdeContext/* SerdeContext */.f {
    settings;
    constructor(settings) {
        super();
        this.settings = settings;
    }
    read(_schema, data) {
        const ns = HttpBindingNormalizedSchema/* HttpBindingNormalizedSchema */.C.of(_schema);
        const traits = ns.getMergedTraits();
        const location = ns.getHttpBindingLocation(traits);
        return this.readHttpBinding(ns.getHttpBindingValue(location, traits), data, location);
    }
    readHttpBinding([ns, flags, collectionValue], data, location) {
        const schema = flags & 0xff;
        if ((schema & 0b1100_0000) === 0b0100_0000) {
            collectionValue ??= ns.getHttpBindingCollectionValue(location);
            return (0,split_header/* splitHeader */.G)(data).map((item) => this.readHttpBinding(collectionValue, item, location));
        }
        switch (schema) {
            case 21:
            case 42:
                return (this.serdeContext?.base64Decoder ?? fromBase64/* fromBase64 */.E)(data);
            case 4:
            case 5:
            case 6:
            case 7: {
                const bindingFormat = this.settings.httpBindings ? (flags >> 14) & 0b11 : 0;
                const format = this.settings.timestampFormat.useTrait && schema > 4
                    ? schema
                    : bindingFormat
                        ? bindingFormat + 4
                        : this.settings.timestampFormat.default;
                switch (format) {
                    case 5:
                        return _parseRfc3339DateTimeWithOffset(data);
                    case 6:
                        return _parseRfc7231DateTime(data);
                    case 7:
                        return _parseEpochTimestamp(data);
                    default:
                        console.warn("Missing timestamp format, parsing value with Date constructor:", data);
                        return new Date(data);
                }
            }
            case 0: {
                const media = (flags >> 8) & 0b11;
                if (!media) {
                    return data;
                }
                let intermediateValue = data;
                if ((location & 0b110) === 0b110) {
                    intermediateValue = (this.serdeContext?.utf8Encoder ?? toUtf8/* toUtf8 */.P)((this.serdeContext?.base64Decoder ?? fromBase64/* fromBase64 */.E)(intermediateValue));
                }
                return media === 2 ? lazy_json/* LazyJsonString */.A.from(intermediateValue) : intermediateValue;
            }
            case 1:
                return Number(data);
            case 2:
                return data.toLowerCase() === "true";
            case 17:
                return BigInt(data);
            case 19:
                return new NumericValue/* NumericValue */.D(data, "bigDecimal");
            default:
                return data;
        }
    }
}


/***/ }),

/***/ 3888:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ determineTimestampFormat)
/* harmony export */ });
function determineTimestampFormat(ns, settings) {
    if (settings.timestampFormat.useTrait) {
        const schema = ns.getSchema();
        if (schema === 5 ||
            schema === 6 ||
            schema === 7) {
            return schema;
        }
    }
    const { httpLabel, httpPrefixHeaders, httpHeader, httpQuery } = ns.getMergedTraits();
    const bindingFormat = settings.httpBindings
        ? typeof httpPrefixHeaders === "string" || Boolean(httpHeader)
            ? 6
            : Boolean(httpQuery) || Boolean(httpLabel)
                ? 5
                : undefined
        : undefined;
    return bindingFormat ?? settings.timestampFormat.default;
}


/***/ }),

/***/ 6856:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ escapeUri)
/* harmony export */ });
const escapeUri = (uri) => encodeURIComponent(uri).replace(/[!'()*]/g, hexEncode);
const hexEncode = (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`;


/***/ }),

/***/ 2122:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  ey: () => (/* binding */ getRetryPlugin)
});

// UNUSED EXPORTS: AdaptiveRetryStrategy, CONFIG_MAX_ATTEMPTS, CONFIG_RETRY_MODE, ConfiguredRetryStrategy, DEFAULT_MAX_ATTEMPTS, DEFAULT_RETRY_DELAY_BASE, DEFAULT_RETRY_MODE, DefaultRateLimiter, DeprecatedAdaptiveRetryStrategy, DeprecatedStandardRetryStrategy, ENV_MAX_ATTEMPTS, ENV_RETRY_MODE, INITIAL_RETRY_TOKENS, INVOCATION_ID_HEADER, MAXIMUM_RETRY_DELAY, NODE_MAX_ATTEMPT_CONFIG_OPTIONS, NODE_RETRY_MODE_CONFIG_OPTIONS, NO_RETRY_INCREMENT, REQUEST_HEADER, RETRY_COST, RETRY_MODES, Retry, StandardRetryStrategy, THROTTLING_RETRY_DELAY_BASE, TIMEOUT_RETRY_COST, defaultDelayDecider, defaultRetryDecider, getOmitRetryHeadersPlugin, getRetryAfterHint, isBrowserNetworkError, isClockSkewCorrectedError, isClockSkewError, isNodeJsHttp2TransientError, isRetryableByTrait, isServerError, isThrottlingError, isTransientError, omitRetryHeadersMiddleware, omitRetryHeadersMiddlewareOptions, resolveRetryConfig, retryMiddleware, retryMiddlewareOptions

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __nccwpck_require__(7075);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/middleware-retry/isStreamingPayload/isStreamingPayload.js

const isStreamingPayload = (request) => request?.body instanceof external_node_stream_.Readable ||
    (typeof ReadableStream !== "undefined" && request?.body instanceof ReadableStream);

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/client/smithy-client/NoOpLogger.js
var NoOpLogger = __nccwpck_require__(7545);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/httpRequest.js
var httpRequest = __nccwpck_require__(9725);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/index.js + 2 modules
var serde = __nccwpck_require__(7297);
// EXTERNAL MODULE: ./node_modules/@smithy/types/dist-es/middleware.js
var middleware = __nccwpck_require__(7418);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/service-error-classification/service-error-classification.js + 1 modules
var service_error_classification = __nccwpck_require__(6878);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/util-retry/race.js
const race = (promise, signal) => {
    if (!signal) {
        return promise;
    }
    let cleanup = () => { };
    const aborted = new Promise((_, reject) => {
        const handler = () => reject(createAbortError());
        if (signal.aborted) {
            handler();
        }
        else if (typeof signal.addEventListener === "function") {
            signal.addEventListener("abort", handler, { once: true });
            cleanup = () => signal.removeEventListener("abort", handler);
        }
        else {
            signal.onabort = handler;
        }
    });
    return Promise.race([promise, aborted]).finally(cleanup);
};
const createAbortError = () => Object.assign(new Error("Request aborted"), { name: "AbortError" });
const isAbortError = (error) => typeof error === "object" && error !== null && "name" in error && error.name === "AbortError";

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/util-retry/constants.js
var constants = __nccwpck_require__(2814);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/hasOwn.js
var hasOwn = __nccwpck_require__(2990);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/httpResponse.js
var httpResponse = __nccwpck_require__(5401);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/date-utils.js + 1 modules
var date_utils = __nccwpck_require__(5393);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/middleware-retry/parseRetryAfterHeader.js



function parseRetryAfterHeader(response, logger) {
    if (!httpResponse/* HttpResponse */.c.isInstance(response)) {
        return;
    }
    for (const header in response.headers) {
        if (!(0,hasOwn/* hasOwn */.$)(response.headers, header)) {
            continue;
        }
        const h = header.toLowerCase();
        if (h === "retry-after") {
            const retryAfter = response.headers[header];
            let retryAfterSeconds = NaN;
            if (retryAfter.endsWith("GMT")) {
                try {
                    const date = (0,date_utils/* parseRfc7231DateTime */.xE)(retryAfter);
                    retryAfterSeconds = (date.getTime() - Date.now()) / 1000;
                }
                catch (e) {
                    logger?.trace?.("Failed to parse retry-after header");
                    logger?.trace?.(e);
                }
            }
            else if (retryAfter.match(/ GMT, ((\d+)|(\d+\.\d+))$/)) {
                retryAfterSeconds = Number(retryAfter.match(/ GMT, ([\d.]+)$/)?.[1]);
            }
            else if (retryAfter.match(/^((\d+)|(\d+\.\d+))$/)) {
                retryAfterSeconds = Number(retryAfter);
            }
            else if (Date.parse(retryAfter) >= Date.now()) {
                retryAfterSeconds = (Date.parse(retryAfter) - Date.now()) / 1000;
            }
            if (isNaN(retryAfterSeconds)) {
                return;
            }
            return new Date(Date.now() + retryAfterSeconds * 1000);
        }
        else if (h === "x-amz-retry-after") {
            const v = response.headers[header];
            const backoffMilliseconds = Number(v);
            if (isNaN(backoffMilliseconds)) {
                logger?.trace?.(`Failed to parse x-amz-retry-after=${v}`);
                return;
            }
            return new Date(Date.now() + backoffMilliseconds);
        }
    }
}
function getRetryAfterHint(response, logger) {
    return parseRetryAfterHeader(response, logger);
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/middleware-retry/util.js
const asSdkError = (error) => {
    if (error instanceof Error) {
        return error;
    }
    if (error instanceof Object) {
        return Object.assign(new Error(), error);
    }
    if (typeof error === "string") {
        return new Error(error);
    }
    return new Error(`AWS SDK error wrapper for ${error}`);
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/middleware-retry/retryMiddleware.js









function bindRetryMiddleware(isStreamingPayload) {
    return (options) => (next, context) => async (args) => {
        let retryStrategy = await options.retryStrategy();
        const maxAttempts = await options.maxAttempts();
        const abortSignal = context[middleware/* SMITHY_CONTEXT_KEY */.V]?.abortSignal;
        if (isRetryStrategyV2(retryStrategy)) {
            retryStrategy = retryStrategy;
            const retryTokenScope = (context["partition_id"] ?? "") + (context.__retryLongPoll ? ":longpoll" : "");
            let retryToken = await race(retryStrategy.acquireInitialRetryToken(retryTokenScope), abortSignal);
            let lastError = new Error();
            let attempts = 0;
            let totalRetryDelay = 0;
            const { request } = args;
            const isRequest = httpRequest/* HttpRequest */.K.isInstance(request);
            if (isRequest) {
                request.headers[constants/* INVOCATION_ID_HEADER */.l5] = (0,serde.v4)();
            }
            while (true) {
                try {
                    if (isRequest) {
                        request.headers[constants/* REQUEST_HEADER */.ok] = `attempt=${attempts + 1}; max=${maxAttempts}`;
                    }
                    const { response, output } = await next(args);
                    retryStrategy.recordSuccess(retryToken);
                    output.$metadata.attempts = attempts + 1;
                    output.$metadata.totalRetryDelay = totalRetryDelay;
                    return { response, output };
                }
                catch (e) {
                    const retryErrorInfo = getRetryErrorInfo(e, options.logger);
                    lastError = asSdkError(e);
                    if (isRequest && isStreamingPayload(request)) {
                        (context.logger instanceof NoOpLogger/* NoOpLogger */.N ? console : context.logger)?.warn("An error was encountered in a non-retryable streaming request.");
                        throw lastError;
                    }
                    try {
                        retryToken = await race(retryStrategy.refreshRetryTokenForRetry(retryToken, retryErrorInfo), abortSignal);
                    }
                    catch (refreshError) {
                        if (abortSignal?.aborted && isAbortError(refreshError)) {
                            throw refreshError;
                        }
                        if (!lastError.$metadata) {
                            lastError.$metadata = {};
                        }
                        lastError.$metadata.attempts = attempts + 1;
                        lastError.$metadata.totalRetryDelay = totalRetryDelay;
                        throw lastError;
                    }
                    attempts = retryToken.getRetryCount();
                    const delay = retryToken.getRetryDelay();
                    totalRetryDelay += (retryToken?.$retryLog?.acquisitionDelay ?? 0) + delay;
                    if (delay > 0) {
                        await race(new Promise((resolve) => setTimeout(resolve, delay)), abortSignal);
                    }
                }
            }
        }
        else {
            retryStrategy = retryStrategy;
            if (retryStrategy?.mode) {
                context.userAgent = [...(context.userAgent || []), ["cfg/retry-mode", retryStrategy.mode]];
            }
            return retryStrategy.retry(next, args);
        }
    };
}
const isRetryStrategyV2 = (retryStrategy) => typeof retryStrategy.acquireInitialRetryToken !== "undefined" &&
    typeof retryStrategy.refreshRetryTokenForRetry !== "undefined" &&
    typeof retryStrategy.recordSuccess !== "undefined";
const getRetryErrorInfo = (error, logger) => {
    const errorInfo = {
        error,
        errorType: getRetryErrorType(error),
    };
    const retryAfterHint = parseRetryAfterHeader(error.$response, logger);
    if (retryAfterHint) {
        errorInfo.retryAfterHint = retryAfterHint;
    }
    return errorInfo;
};
const getRetryErrorType = (error) => {
    if ((0,service_error_classification/* isThrottlingError */.Qb)(error)) {
        return "THROTTLING";
    }
    if ((0,service_error_classification/* isTransientError */.bV)(error)) {
        return "TRANSIENT";
    }
    if ((0,service_error_classification/* isServerError */.GQ)(error)) {
        return "SERVER_ERROR";
    }
    return "CLIENT_ERROR";
};
const retryMiddlewareOptions = {
    name: "retryMiddleware",
    tags: ["RETRY"],
    step: "finalizeRequest",
    priority: "high",
    override: true,
};
function bindGetRetryPlugin(isStreamingPayload) {
    const retryMiddleware = bindRetryMiddleware(isStreamingPayload);
    return (options) => ({
        applyToStack: (clientStack) => {
            clientStack.add(retryMiddleware(options), retryMiddlewareOptions);
        },
    });
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/index.js


















const retryMiddleware = bindRetryMiddleware(isStreamingPayload);
const getRetryPlugin = bindGetRetryPlugin(isStreamingPayload);


/***/ }),

/***/ 7760:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  qs: () => (/* binding */ NODE_MAX_ATTEMPT_CONFIG_OPTIONS),
  kN: () => (/* binding */ NODE_RETRY_MODE_CONFIG_OPTIONS),
  $z: () => (/* binding */ resolveRetryConfig)
});

// UNUSED EXPORTS: CONFIG_MAX_ATTEMPTS, CONFIG_RETRY_MODE, ENV_MAX_ATTEMPTS, ENV_RETRY_MODE

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/normalizeProvider.js
var normalizeProvider = __nccwpck_require__(9362);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/service-error-classification/service-error-classification.js + 1 modules
var service_error_classification = __nccwpck_require__(6878);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/util-retry/DefaultRateLimiter.js

class DefaultRateLimiter {
    static setTimeoutFn = (fn, delay) => setTimeout(fn, delay);
    beta;
    minCapacity;
    minFillRate;
    scaleConstant;
    smooth;
    enabled = false;
    availableTokens = 0;
    lastMaxRate = 0;
    measuredTxRate = 0;
    requestCount = 0;
    fillRate;
    lastThrottleTime;
    lastTimestamp = 0;
    lastTxRateBucket;
    maxCapacity;
    timeWindow = 0;
    constructor(options) {
        this.beta = options?.beta ?? 0.7;
        this.minCapacity = options?.minCapacity ?? 1;
        this.minFillRate = options?.minFillRate ?? 0.5;
        this.scaleConstant = options?.scaleConstant ?? 0.4;
        this.smooth = options?.smooth ?? 0.8;
        this.lastThrottleTime = this.getCurrentTimeInSeconds();
        this.lastTxRateBucket = Math.floor(this.getCurrentTimeInSeconds());
        this.fillRate = this.minFillRate;
        this.maxCapacity = this.minCapacity;
    }
    async getSendToken() {
        return this.acquireTokenBucket(1);
    }
    updateClientSendingRate(response) {
        let calculatedRate;
        this.updateMeasuredRate();
        const retryErrorInfo = response;
        const isThrottling = retryErrorInfo?.errorType === "THROTTLING" || (0,service_error_classification/* isThrottlingError */.Qb)(retryErrorInfo?.error ?? response);
        if (isThrottling) {
            const rateToUse = !this.enabled ? this.measuredTxRate : Math.min(this.measuredTxRate, this.fillRate);
            this.lastMaxRate = rateToUse;
            this.calculateTimeWindow();
            this.lastThrottleTime = this.getCurrentTimeInSeconds();
            calculatedRate = this.cubicThrottle(rateToUse);
            this.enableTokenBucket();
        }
        else {
            this.calculateTimeWindow();
            calculatedRate = this.cubicSuccess(this.getCurrentTimeInSeconds());
        }
        const newRate = Math.min(calculatedRate, 2 * this.measuredTxRate);
        this.updateTokenBucketRate(newRate);
    }
    getCurrentTimeInSeconds() {
        return Date.now() / 1000;
    }
    async acquireTokenBucket(amount) {
        if (!this.enabled) {
            return;
        }
        this.refillTokenBucket();
        while (amount > this.availableTokens) {
            const delay = ((amount - this.availableTokens) / this.fillRate) * 1000;
            await new Promise((resolve) => DefaultRateLimiter.setTimeoutFn(resolve, delay));
            this.refillTokenBucket();
        }
        this.availableTokens = this.availableTokens - amount;
    }
    refillTokenBucket() {
        const timestamp = this.getCurrentTimeInSeconds();
        if (!this.lastTimestamp) {
            this.lastTimestamp = timestamp;
            return;
        }
        const fillAmount = (timestamp - this.lastTimestamp) * this.fillRate;
        this.availableTokens = Math.min(this.maxCapacity, this.availableTokens + fillAmount);
        this.lastTimestamp = timestamp;
    }
    calculateTimeWindow() {
        this.timeWindow = this.getPrecise(Math.pow((this.lastMaxRate * (1 - this.beta)) / this.scaleConstant, 1 / 3));
    }
    cubicThrottle(rateToUse) {
        return this.getPrecise(rateToUse * this.beta);
    }
    cubicSuccess(timestamp) {
        return this.getPrecise(this.scaleConstant * Math.pow(timestamp - this.lastThrottleTime - this.timeWindow, 3) + this.lastMaxRate);
    }
    enableTokenBucket() {
        this.enabled = true;
    }
    updateTokenBucketRate(newRate) {
        this.refillTokenBucket();
        this.fillRate = Math.max(newRate, this.minFillRate);
        this.maxCapacity = Math.max(newRate, this.minCapacity);
        this.availableTokens = Math.min(this.availableTokens, this.maxCapacity);
    }
    updateMeasuredRate() {
        const t = this.getCurrentTimeInSeconds();
        const timeBucket = Math.floor(t * 2) / 2;
        this.requestCount++;
        if (timeBucket > this.lastTxRateBucket) {
            const currentRate = this.requestCount / (timeBucket - this.lastTxRateBucket);
            this.measuredTxRate = this.getPrecise(currentRate * this.smooth + this.measuredTxRate * (1 - this.smooth));
            this.requestCount = 0;
            this.lastTxRateBucket = timeBucket;
        }
    }
    getPrecise(num) {
        return parseFloat(num.toFixed(8));
    }
}

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/util-retry/constants.js
var constants = __nccwpck_require__(2814);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/util-retry/retries-2026-config.js
class Retry {
    static v2026 = true;
    static delay() {
        return 50;
    }
    static throttlingDelay() {
        return 1_000;
    }
    static cost() {
        return 14;
    }
    static throttlingCost() {
        return 5;
    }
    static modifiedCostType() {
        return "THROTTLING";
    }
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/util-retry/DefaultRetryBackoffStrategy.js


class DefaultRetryBackoffStrategy {
    x = Retry.delay();
    computeNextBackoffDelay(i) {
        const b = Math.random();
        const r = 2;
        const t_i = b * Math.min(this.x * r ** i, constants/* MAXIMUM_RETRY_DELAY */.G8);
        return Math.floor(t_i);
    }
    setDelayBase(delay) {
        this.x = delay;
    }
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/util-retry/DefaultRetryToken.js

class DefaultRetryToken {
    delay;
    count;
    cost;
    longPoll;
    $retryLog = {
        acquisitionDelay: 0,
    };
    constructor(delay, count, cost, longPoll) {
        this.delay = delay;
        this.count = count;
        this.cost = cost;
        this.longPoll = longPoll;
    }
    getRetryCount() {
        return this.count;
    }
    getRetryDelay() {
        return Math.min(constants/* MAXIMUM_RETRY_DELAY */.G8, this.delay);
    }
    getRetryCost() {
        return this.cost;
    }
    isLongPoll() {
        return this.longPoll;
    }
}

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/util-retry/config.js
var config = __nccwpck_require__(4353);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/util-retry/StandardRetryStrategy.js





const refusal = {
    incompatible: 1,
    attempts: 2,
    capacity: 3,
};
class StandardRetryStrategy {
    mode = config/* RETRY_MODES */.cm.STANDARD;
    retryBackoffStrategy;
    capacity = constants/* INITIAL_RETRY_TOKENS */.Df;
    maxAttemptsProvider;
    baseDelay;
    constructor(arg1) {
        if (typeof arg1 === "number") {
            this.maxAttemptsProvider = async () => arg1;
        }
        else if (typeof arg1 === "function") {
            this.maxAttemptsProvider = arg1;
        }
        else if (arg1 && typeof arg1 === "object") {
            this.maxAttemptsProvider = async () => arg1.maxAttempts;
            this.baseDelay = arg1.baseDelay;
            this.retryBackoffStrategy = arg1.backoff;
        }
        this.maxAttemptsProvider ??= async () => config/* DEFAULT_MAX_ATTEMPTS */.Gz;
        this.baseDelay ??= Retry.delay();
        this.retryBackoffStrategy ??= new DefaultRetryBackoffStrategy();
    }
    async acquireInitialRetryToken(retryTokenScope) {
        return new DefaultRetryToken(Retry.delay(), 0, undefined, retryTokenScope.includes(":longpoll"));
    }
    async refreshRetryTokenForRetry(token, errorInfo) {
        const maxAttempts = await this.getMaxAttempts();
        const retryCode = this.retryCode(token, errorInfo, maxAttempts);
        const shouldRetry = retryCode === 0;
        const isLongPoll = token.isLongPoll?.();
        if (shouldRetry || isLongPoll) {
            const errorType = errorInfo.errorType;
            this.retryBackoffStrategy.setDelayBase(errorType === "THROTTLING" ? Retry.throttlingDelay() : this.baseDelay);
            const delayFromErrorType = this.retryBackoffStrategy.computeNextBackoffDelay(token.getRetryCount());
            let retryDelay = delayFromErrorType;
            if (errorInfo.retryAfterHint instanceof Date) {
                retryDelay = Math.max(delayFromErrorType, Math.min(errorInfo.retryAfterHint.getTime() - Date.now(), delayFromErrorType + 5_000));
            }
            if (!shouldRetry) {
                const longPollBackoff = retryCode === refusal.capacity && isLongPoll ? retryDelay : 0;
                if (longPollBackoff > 0) {
                    await new Promise((r) => setTimeout(r, longPollBackoff));
                }
            }
            else {
                const capacityCost = this.getCapacityCost(errorType);
                this.capacity -= capacityCost;
                const nextToken = new DefaultRetryToken(0, token.getRetryCount() + 1, capacityCost, token.isLongPoll?.() ?? false);
                await new Promise((r) => setTimeout(r, retryDelay));
                nextToken.$retryLog.acquisitionDelay = retryDelay;
                return nextToken;
            }
        }
        throw new Error("No retry token available");
    }
    recordSuccess(token) {
        this.capacity = Math.min(constants/* INITIAL_RETRY_TOKENS */.Df, this.capacity + (token.getRetryCost() ?? constants/* NO_RETRY_INCREMENT */.XP));
    }
    getCapacity() {
        return this.capacity;
    }
    async maxAttempts() {
        return this.maxAttemptsProvider();
    }
    async getMaxAttempts() {
        try {
            return await this.maxAttemptsProvider();
        }
        catch (ignored) {
            console.warn(`Max attempts provider could not resolve. Using default of ${config/* DEFAULT_MAX_ATTEMPTS */.Gz}`);
            return config/* DEFAULT_MAX_ATTEMPTS */.Gz;
        }
    }
    retryCode(tokenToRenew, errorInfo, maxAttempts) {
        const attempts = tokenToRenew.getRetryCount() + 1;
        const retryableStatus = this.isRetryableError(errorInfo.errorType) ? 0 : refusal.incompatible;
        const attemptStatus = attempts < maxAttempts ? 0 : refusal.attempts;
        const capacityStatus = this.capacity >= this.getCapacityCost(errorInfo.errorType) ? 0 : refusal.capacity;
        return retryableStatus || attemptStatus || capacityStatus;
    }
    getCapacityCost(errorType) {
        return errorType === Retry.modifiedCostType() ? Retry.throttlingCost() : Retry.cost();
    }
    isRetryableError(errorType) {
        return errorType === "THROTTLING" || errorType === "TRANSIENT";
    }
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/util-retry/AdaptiveRetryStrategy.js



class AdaptiveRetryStrategy {
    mode = config/* RETRY_MODES */.cm.ADAPTIVE;
    rateLimiter;
    standardRetryStrategy;
    constructor(maxAttemptsProvider, options) {
        const { rateLimiter } = options ?? {};
        this.rateLimiter = rateLimiter ?? new DefaultRateLimiter();
        this.standardRetryStrategy = options
            ? new StandardRetryStrategy({
                maxAttempts: typeof maxAttemptsProvider === "number" ? maxAttemptsProvider : 3,
                ...options,
            })
            : new StandardRetryStrategy(maxAttemptsProvider);
    }
    async acquireInitialRetryToken(retryTokenScope) {
        const token = await this.standardRetryStrategy.acquireInitialRetryToken(retryTokenScope);
        await this.rateLimiter.getSendToken();
        return token;
    }
    async refreshRetryTokenForRetry(tokenToRenew, errorInfo) {
        this.rateLimiter.updateClientSendingRate(errorInfo);
        const token = await this.standardRetryStrategy.refreshRetryTokenForRetry(tokenToRenew, errorInfo);
        await this.rateLimiter.getSendToken();
        return token;
    }
    recordSuccess(token) {
        this.rateLimiter.updateClientSendingRate({});
        this.standardRetryStrategy.recordSuccess(token);
    }
    async maxAttemptsProvider() {
        return this.standardRetryStrategy.maxAttempts();
    }
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/middleware-retry/configurations.js





const ENV_MAX_ATTEMPTS = "AWS_MAX_ATTEMPTS";
const CONFIG_MAX_ATTEMPTS = "max_attempts";
const NODE_MAX_ATTEMPT_CONFIG_OPTIONS = {
    environmentVariableSelector: (env) => {
        const value = env[ENV_MAX_ATTEMPTS];
        if (!value) {
            return undefined;
        }
        const maxAttempt = parseInt(value);
        if (Number.isNaN(maxAttempt)) {
            throw new Error(`Environment variable ${ENV_MAX_ATTEMPTS} mast be a number, got "${value}"`);
        }
        return maxAttempt;
    },
    configFileSelector: (profile) => {
        const value = profile[CONFIG_MAX_ATTEMPTS];
        if (!value) {
            return undefined;
        }
        const maxAttempt = parseInt(value);
        if (Number.isNaN(maxAttempt)) {
            throw new Error(`Shared config file entry ${CONFIG_MAX_ATTEMPTS} mast be a number, got "${value}"`);
        }
        return maxAttempt;
    },
    default: config/* DEFAULT_MAX_ATTEMPTS */.Gz,
};
const resolveRetryConfig = (input, defaults) => {
    const { retryStrategy, retryMode } = input;
    const { defaultMaxAttempts = config/* DEFAULT_MAX_ATTEMPTS */.Gz, defaultBaseDelay = Retry.delay() } = defaults ?? {};
    const maxAttemptsProvider = (0,normalizeProvider/* normalizeProvider */.t)(input.maxAttempts ?? defaultMaxAttempts);
    let controller = retryStrategy
        ? Promise.resolve(retryStrategy)
        : undefined;
    const getDefault = async () => {
        const maxAttempts = await maxAttemptsProvider();
        const adaptive = (await (0,normalizeProvider/* normalizeProvider */.t)(retryMode)()) === config/* RETRY_MODES */.cm.ADAPTIVE;
        if (adaptive) {
            return new AdaptiveRetryStrategy(maxAttemptsProvider, {
                maxAttempts,
                baseDelay: defaultBaseDelay,
            });
        }
        return new StandardRetryStrategy({
            maxAttempts,
            baseDelay: defaultBaseDelay,
        });
    };
    return Object.assign(input, {
        maxAttempts: maxAttemptsProvider,
        retryStrategy: () => (controller ??= getDefault()),
    });
};
const ENV_RETRY_MODE = "AWS_RETRY_MODE";
const CONFIG_RETRY_MODE = "retry_mode";
const NODE_RETRY_MODE_CONFIG_OPTIONS = {
    environmentVariableSelector: (env) => env[ENV_RETRY_MODE],
    configFileSelector: (profile) => profile[CONFIG_RETRY_MODE],
    default: config/* DEFAULT_RETRY_MODE */.L0,
};


/***/ }),

/***/ 6878:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  GQ: () => (/* binding */ isServerError),
  Qb: () => (/* binding */ isThrottlingError),
  bV: () => (/* binding */ isTransientError)
});

// UNUSED EXPORTS: isBrowserNetworkError, isClockSkewCorrectedError, isClockSkewError, isNodeJsHttp2TransientError, isRetryableByTrait

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/service-error-classification/constants.js
const constants_CLOCK_SKEW_ERROR_CODES = (/* unused pure expression or super */ null && ([
    "AccessDeniedException",
    "AuthFailure",
    "InvalidSignatureException",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
]));
const THROTTLING_ERROR_CODES = [
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];
const TRANSIENT_ERROR_CODES = ["TimeoutError", "RequestTimeout", "RequestTimeoutException"];
const TRANSIENT_ERROR_STATUS_CODES = [500, 502, 503, 504];
const NODEJS_TIMEOUT_ERROR_CODES = ["ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT"];
const NODEJS_NETWORK_ERROR_CODES = ["EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"];

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/service-error-classification/service-error-classification.js

const isRetryableByTrait = (error) => error?.$retryable !== undefined;
const isClockSkewError = (error) => CLOCK_SKEW_ERROR_CODES.includes(error.name);
const isClockSkewCorrectedError = (error) => error.$metadata?.clockSkewCorrected;
const isBrowserNetworkError = (error) => {
    const errorMessages = new Set([
        "Failed to fetch",
        "NetworkError when attempting to fetch resource",
        "The Internet connection appears to be offline",
        "Load failed",
        "Network request failed",
    ]);
    const isValid = error && error instanceof TypeError;
    if (!isValid) {
        return false;
    }
    return errorMessages.has(error.message);
};
const isThrottlingError = (error) => error.$metadata?.httpStatusCode === 429 ||
    THROTTLING_ERROR_CODES.includes(error.name) ||
    error.$retryable?.throttling == true;
const isTransientError = (error, depth = 0) => error?.name !== "AbortError" &&
    (isRetryableByTrait(error) ||
        isClockSkewCorrectedError(error) ||
        (error.name === "InvalidSignatureException" && error.message?.includes("Signature expired")) ||
        TRANSIENT_ERROR_CODES.includes(error.name) ||
        NODEJS_TIMEOUT_ERROR_CODES.includes(error?.code || "") ||
        NODEJS_NETWORK_ERROR_CODES.includes(error?.code || "") ||
        TRANSIENT_ERROR_STATUS_CODES.includes(error.$metadata?.httpStatusCode || 0) ||
        isBrowserNetworkError(error) ||
        isNodeJsHttp2TransientError(error) ||
        (error.cause !== undefined && depth <= 10 && isTransientError(error.cause, depth + 1)));
const isServerError = (error) => {
    if (error.$metadata?.httpStatusCode !== undefined) {
        const statusCode = error.$metadata.httpStatusCode;
        if (500 <= statusCode && statusCode <= 599 && !isTransientError(error)) {
            return true;
        }
        return false;
    }
    return false;
};
function isNodeJsHttp2TransientError(error) {
    return error.code === "ERR_HTTP2_STREAM_ERROR" && error.message.includes("NGHTTP2_REFUSED_STREAM");
}


/***/ }),

/***/ 4353:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Gz: () => (/* binding */ DEFAULT_MAX_ATTEMPTS),
/* harmony export */   L0: () => (/* binding */ DEFAULT_RETRY_MODE),
/* harmony export */   cm: () => (/* binding */ RETRY_MODES)
/* harmony export */ });
var RETRY_MODES;
(function (RETRY_MODES) {
    RETRY_MODES["STANDARD"] = "standard";
    RETRY_MODES["ADAPTIVE"] = "adaptive";
})(RETRY_MODES || (RETRY_MODES = {}));
const DEFAULT_MAX_ATTEMPTS = 3;
const DEFAULT_RETRY_MODE = RETRY_MODES.STANDARD;


/***/ }),

/***/ 2814:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Df: () => (/* binding */ INITIAL_RETRY_TOKENS),
/* harmony export */   G8: () => (/* binding */ MAXIMUM_RETRY_DELAY),
/* harmony export */   XP: () => (/* binding */ NO_RETRY_INCREMENT),
/* harmony export */   l5: () => (/* binding */ INVOCATION_ID_HEADER),
/* harmony export */   ok: () => (/* binding */ REQUEST_HEADER)
/* harmony export */ });
/* unused harmony exports DEFAULT_RETRY_DELAY_BASE, THROTTLING_RETRY_DELAY_BASE, RETRY_COST, TIMEOUT_RETRY_COST */
const DEFAULT_RETRY_DELAY_BASE = 100;
const MAXIMUM_RETRY_DELAY = 20 * 1000;
const THROTTLING_RETRY_DELAY_BASE = 500;
const INITIAL_RETRY_TOKENS = 500;
const RETRY_COST = 5;
const TIMEOUT_RETRY_COST = 10;
const NO_RETRY_INCREMENT = 1;
const INVOCATION_ID_HEADER = "amz-sdk-invocation-id";
const REQUEST_HEADER = "amz-sdk-request";


/***/ }),

/***/ 5629:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ TypeRegistry)
/* harmony export */ });
class TypeRegistry {
    namespace;
    schemas;
    exceptions;
    static registries = new Map();
    constructor(namespace, schemas = new Map(), exceptions = new Map()) {
        this.namespace = namespace;
        this.schemas = schemas;
        this.exceptions = exceptions;
        if (!TypeRegistry.registries.has(namespace)) {
            TypeRegistry.registries.set(namespace, this);
        }
    }
    static for(namespace) {
        return TypeRegistry.registries.get(namespace) ?? new TypeRegistry(namespace);
    }
    copyFrom(other) {
        const { schemas, exceptions } = this;
        for (const [k, v] of other.schemas) {
            if (!schemas.has(k)) {
                schemas.set(k, v);
            }
        }
        for (const [k, v] of other.exceptions) {
            if (!exceptions.has(k)) {
                exceptions.set(k, v);
            }
        }
    }
    register(shapeId, schema) {
        const qualifiedName = this.normalizeShapeId(shapeId);
        for (const r of [this, TypeRegistry.for(qualifiedName.split("#")[0])]) {
            if (!r.schemas.has(qualifiedName)) {
                r.schemas.set(qualifiedName, schema);
            }
        }
    }
    getSchema(shapeId) {
        const id = this.normalizeShapeId(shapeId);
        if (!this.schemas.has(id)) {
            if (!shapeId.includes("#")) {
                const suffix = "#" + shapeId;
                const candidates = [];
                for (const [shapeId, schema] of this.schemas.entries()) {
                    if (shapeId.endsWith(suffix)) {
                        candidates.push(schema);
                    }
                }
                if (candidates.length === 1) {
                    return candidates[0];
                }
            }
            throw new Error(`@smithy/core/schema - schema not found for ${id}`);
        }
        return this.schemas.get(id);
    }
    registerError(es, ctor) {
        const $error = es;
        const ns = $error[1];
        const qualifiedName = ns + "#" + $error[2];
        if (!ctor.hasOwnProperty?.("shapeId")) {
            ctor.shapeId = qualifiedName;
        }
        for (const r of [this, TypeRegistry.for(ns)]) {
            if (!r.schemas.has(qualifiedName) && !r.exceptions.has($error)) {
                r.schemas.set(qualifiedName, $error);
                r.exceptions.set($error, ctor);
            }
        }
    }
    getErrorCtor(es) {
        const $error = es;
        if (this.exceptions.has($error)) {
            return this.exceptions.get($error);
        }
        const registry = TypeRegistry.for($error[1]);
        return registry.exceptions.get($error);
    }
    getBaseException() {
        for (const exceptionKey of this.exceptions.keys()) {
            if (Array.isArray(exceptionKey)) {
                const [, ns, name] = exceptionKey;
                const id = ns + "#" + name;
                if (id.startsWith("smithy.ts.sdk.synthetic.") && id.endsWith("ServiceException")) {
                    return exceptionKey;
                }
            }
        }
        return undefined;
    }
    find(predicate) {
        for (const schema of this.schemas.values()) {
            if (predicate(schema)) {
                return schema;
            }
        }
        return undefined;
    }
    clear() {
        this.schemas.clear();
        this.exceptions.clear();
    }
    normalizeShapeId(shapeId) {
        if (shapeId.includes("#")) {
            return shapeId;
        }
        return this.namespace + "#" + shapeId;
    }
}


/***/ }),

/***/ 6204:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ deref)
/* harmony export */ });
const deref = (schemaRef) => {
    if (typeof schemaRef === "function") {
        return schemaRef();
    }
    return schemaRef;
};


/***/ }),

/***/ 7849:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  wq: () => (/* binding */ getSchemaSerdePlugin)
});

// UNUSED EXPORTS: deserializerMiddlewareOption, serializerMiddlewareOption

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/getSmithyContext.js
var getSmithyContext = __nccwpck_require__(8743);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/httpResponse.js
var httpResponse = __nccwpck_require__(5401);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/schema/schemas/operation.js
const operation = (namespace, name, traits, input, output) => ({
    name,
    namespace,
    traits,
    input,
    output,
});

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/schema/middleware/schemaDeserializationMiddleware.js


const schemaDeserializationMiddleware = (config) => (next, context) => async (args) => {
    const { response } = await next(args);
    const { operationSchema } = (0,getSmithyContext/* getSmithyContext */.u)(context);
    const [, ns, n, t, i, o] = operationSchema ?? [];
    try {
        const parsed = await config.protocol.deserializeResponse(operation(ns, n, t, i, o), {
            ...config,
            ...context,
        }, response);
        return {
            response,
            output: parsed,
        };
    }
    catch (error) {
        Object.defineProperty(error, "$response", {
            value: response,
            enumerable: false,
            writable: false,
            configurable: false,
        });
        if (!("$metadata" in error)) {
            const hint = `Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.`;
            try {
                error.message += "\n  " + hint;
            }
            catch (ignored) {
                if (!context.logger || context.logger?.constructor?.name === "NoOpLogger") {
                    console.warn(hint);
                }
                else {
                    context.logger?.warn?.(hint);
                }
            }
            if (typeof error.$responseBodyText !== "undefined") {
                if (error.$response) {
                    error.$response.body = error.$responseBodyText;
                }
            }
            try {
                if (httpResponse/* HttpResponse */.c.isInstance(response)) {
                    const { headers = {}, statusCode } = response;
                    const headerEntries = Object.entries(headers);
                    error.$metadata = {
                        httpStatusCode: statusCode,
                        requestId: findHeader(/^x-[\w-]+-request-?id$/, headerEntries),
                        extendedRequestId: findHeader(/^x-[\w-]+-id-2$/, headerEntries),
                        cfId: findHeader(/^x-[\w-]+-cf-id$/, headerEntries),
                    };
                }
            }
            catch (ignored) {
            }
        }
        throw error;
    }
};
const findHeader = (pattern, headers) => {
    return (headers.find(([k]) => {
        return k.match(pattern);
    }) || [void 0, void 1])[1];
};

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/toEndpointV1.js
var toEndpointV1 = __nccwpck_require__(3055);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/schema/middleware/schemaSerializationMiddleware.js


const schemaSerializationMiddleware = (config) => (next, context) => async (args) => {
    const { operationSchema } = (0,getSmithyContext/* getSmithyContext */.u)(context);
    const [, ns, n, t, i, o] = operationSchema ?? [];
    const endpoint = context.endpointV2
        ? async () => (0,toEndpointV1/* toEndpointV1 */.a)(context.endpointV2)
        : config.endpoint;
    const request = await config.protocol.serializeRequest(operation(ns, n, t, i, o), args.input, {
        ...config,
        ...context,
        endpoint,
    });
    return next({
        ...args,
        request,
    });
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/schema/middleware/getSchemaSerdePlugin.js


const deserializerMiddlewareOption = {
    name: "deserializerMiddleware",
    step: "deserialize",
    tags: ["DESERIALIZER"],
    override: true,
};
const serializerMiddlewareOption = {
    name: "serializerMiddleware",
    step: "serialize",
    tags: ["SERIALIZER"],
    override: true,
};
function getSchemaSerdePlugin(config) {
    return {
        applyToStack: (commandStack) => {
            commandStack.add(schemaSerializationMiddleware(config), serializerMiddlewareOption);
            commandStack.add(schemaDeserializationMiddleware(config), deserializerMiddlewareOption);
            config.protocol.setSerdeContext(config);
        },
    };
}


/***/ }),

/***/ 5125:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   l1: () => (/* binding */ NormalizedSchema)
/* harmony export */ });
/* unused harmony exports simpleSchemaCacheN, simpleSchemaCacheS, isStaticSchema */
/* harmony import */ var _deref__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6204);
/* harmony import */ var _translateTraits__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(4844);


const anno = {
    it: Symbol.for("@smithy/nor-struct-it"),
    ns: Symbol.for("@smithy/ns"),
};
const simpleSchemaCacheN = [];
const simpleSchemaCacheS = {};
class NormalizedSchema {
    ref;
    memberName;
    static symbol = Symbol.for("@smithy/nor");
    symbol = NormalizedSchema.symbol;
    name;
    schema;
    _isMemberSchema;
    traits;
    memberTraits;
    normalizedTraits;
    constructor(ref, memberName) {
        this.ref = ref;
        this.memberName = memberName;
        const traitStack = [];
        let _ref = ref;
        let schema = ref;
        this._isMemberSchema = false;
        while (isMemberSchema(_ref)) {
            traitStack.push(_ref[1]);
            _ref = _ref[0];
            schema = (0,_deref__WEBPACK_IMPORTED_MODULE_0__/* .deref */ .L)(_ref);
            this._isMemberSchema = true;
        }
        if (traitStack.length > 0) {
            this.memberTraits = {};
            for (let i = traitStack.length - 1; i >= 0; --i) {
                const traitSet = traitStack[i];
                Object.assign(this.memberTraits, (0,_translateTraits__WEBPACK_IMPORTED_MODULE_1__/* .translateTraits */ .c)(traitSet));
            }
        }
        else {
            this.memberTraits = 0;
        }
        if (schema instanceof NormalizedSchema) {
            const computedMemberTraits = this.memberTraits;
            Object.assign(this, schema);
            this.memberTraits = Object.assign({}, computedMemberTraits, schema.getMemberTraits(), this.getMemberTraits());
            this.normalizedTraits = void 0;
            this.memberName = memberName ?? schema.memberName;
            return;
        }
        this.schema = (0,_deref__WEBPACK_IMPORTED_MODULE_0__/* .deref */ .L)(schema);
        if (isStaticSchema(this.schema)) {
            this.name = `${this.schema[1]}#${this.schema[2]}`;
            this.traits = this.schema[3];
        }
        else {
            this.name = this.memberName ?? String(schema);
            this.traits = 0;
        }
        if (this._isMemberSchema && !memberName) {
            throw new Error(`@smithy/core/schema - NormalizedSchema member init ${this.getName(true)} missing member name.`);
        }
    }
    static [Symbol.hasInstance](lhs) {
        const isPrototype = this.prototype.isPrototypeOf(lhs);
        if (!isPrototype && typeof lhs === "object" && lhs !== null) {
            const ns = lhs;
            return ns.symbol === this.symbol;
        }
        return isPrototype;
    }
    static of(ref) {
        const keyAble = typeof ref === "function" || (typeof ref === "object" && ref !== null);
        if (typeof ref === "number") {
            if (simpleSchemaCacheN[ref]) {
                return simpleSchemaCacheN[ref];
            }
        }
        else if (typeof ref === "string") {
            if (simpleSchemaCacheS[ref]) {
                return simpleSchemaCacheS[ref];
            }
        }
        else if (keyAble) {
            if (ref[anno.ns]) {
                return ref[anno.ns];
            }
        }
        const sc = (0,_deref__WEBPACK_IMPORTED_MODULE_0__/* .deref */ .L)(ref);
        if (sc instanceof NormalizedSchema) {
            return sc;
        }
        if (isMemberSchema(sc)) {
            const [ns, traits] = sc;
            if (ns instanceof NormalizedSchema) {
                Object.assign(ns.getMergedTraits(), (0,_translateTraits__WEBPACK_IMPORTED_MODULE_1__/* .translateTraits */ .c)(traits));
                return ns;
            }
            throw new Error(`@smithy/core/schema - may not init unwrapped member schema=${JSON.stringify(ref, null, 2)}.`);
        }
        const ns = new NormalizedSchema(sc);
        if (keyAble) {
            return (ref[anno.ns] = ns);
        }
        if (typeof sc === "string") {
            return (simpleSchemaCacheS[sc] = ns);
        }
        if (typeof sc === "number") {
            return (simpleSchemaCacheN[sc] = ns);
        }
        return ns;
    }
    getSchema() {
        const sc = this.schema;
        if (Array.isArray(sc) && sc[0] === 0) {
            return sc[4];
        }
        return sc;
    }
    getName(withNamespace = false) {
        const { name } = this;
        const short = !withNamespace && name && name.includes("#");
        return short ? name.split("#")[1] : name || undefined;
    }
    getMemberName() {
        return this.memberName;
    }
    isMemberSchema() {
        return this._isMemberSchema;
    }
    isListSchema() {
        const sc = this.getSchema();
        return typeof sc === "number"
            ? sc >= 64 && sc < 128
            : sc[0] === 1;
    }
    isMapSchema() {
        const sc = this.getSchema();
        return typeof sc === "number"
            ? sc >= 128 && sc <= 0b1111_1111
            : sc[0] === 2;
    }
    isStructSchema() {
        const sc = this.getSchema();
        if (typeof sc !== "object") {
            return false;
        }
        const id = sc[0];
        return (id === 3 ||
            id === -3 ||
            id === 4);
    }
    isUnionSchema() {
        const sc = this.getSchema();
        if (typeof sc !== "object") {
            return false;
        }
        return sc[0] === 4;
    }
    isBlobSchema() {
        const sc = this.getSchema();
        return sc === 21 || sc === 42;
    }
    isTimestampSchema() {
        const sc = this.getSchema();
        return (typeof sc === "number" &&
            sc >= 4 &&
            sc <= 7);
    }
    isUnitSchema() {
        return this.getSchema() === "unit";
    }
    isDocumentSchema() {
        return this.getSchema() === 15;
    }
    isStringSchema() {
        return this.getSchema() === 0;
    }
    isBooleanSchema() {
        return this.getSchema() === 2;
    }
    isNumericSchema() {
        return this.getSchema() === 1;
    }
    isBigIntegerSchema() {
        return this.getSchema() === 17;
    }
    isBigDecimalSchema() {
        return this.getSchema() === 19;
    }
    isStreaming() {
        const { streaming } = this.getMergedTraits();
        return !!streaming || this.getSchema() === 42;
    }
    isIdempotencyToken() {
        return !!this.getMergedTraits().idempotencyToken;
    }
    getMergedTraits() {
        return (this.normalizedTraits ??
            (this.normalizedTraits = {
                ...this.getOwnTraits(),
                ...this.getMemberTraits(),
            }));
    }
    getMemberTraits() {
        return (0,_translateTraits__WEBPACK_IMPORTED_MODULE_1__/* .translateTraits */ .c)(this.memberTraits);
    }
    getOwnTraits() {
        return (0,_translateTraits__WEBPACK_IMPORTED_MODULE_1__/* .translateTraits */ .c)(this.traits);
    }
    getKeySchema() {
        const [isDoc, isMap] = [this.isDocumentSchema(), this.isMapSchema()];
        if (!isDoc && !isMap) {
            throw new Error(`@smithy/core/schema - cannot get key for non-map: ${this.getName(true)}`);
        }
        const schema = this.getSchema();
        const memberSchema = isDoc
            ? 15
            : (schema[4] ?? 0);
        return member([memberSchema, 0], "key");
    }
    getValueSchema() {
        const sc = this.getSchema();
        const [isDoc, isMap, isList] = [this.isDocumentSchema(), this.isMapSchema(), this.isListSchema()];
        const memberSchema = typeof sc === "number"
            ? 0b0011_1111 & sc
            : sc && typeof sc === "object" && (isMap || isList)
                ? sc[3 + sc[0]]
                : isDoc
                    ? 15
                    : void 0;
        if (memberSchema != null) {
            return member([memberSchema, 0], isMap ? "value" : "member");
        }
        throw new Error(`@smithy/core/schema - ${this.getName(true)} has no value member.`);
    }
    getMemberSchema(memberName) {
        const struct = this.getSchema();
        if (this.isStructSchema() && struct[4].includes(memberName)) {
            const i = struct[4].indexOf(memberName);
            const memberSchema = struct[5][i];
            return member(isMemberSchema(memberSchema) ? memberSchema : [memberSchema, 0], memberName);
        }
        if (this.isDocumentSchema()) {
            return member([15, 0], memberName);
        }
        throw new Error(`@smithy/core/schema - ${this.getName(true)} has no member=${memberName}.`);
    }
    getMemberSchemas() {
        const buffer = {};
        try {
            for (const [k, v] of this.structIterator()) {
                buffer[k] = v;
            }
        }
        catch (ignored) { }
        return buffer;
    }
    getEventStreamMember() {
        if (this.isStructSchema()) {
            for (const [memberName, memberSchema] of this.structIterator()) {
                if (memberSchema.isStreaming() && memberSchema.isStructSchema()) {
                    return memberName;
                }
            }
        }
        return "";
    }
    *structIterator() {
        if (this.isUnitSchema()) {
            return;
        }
        if (!this.isStructSchema()) {
            throw new Error("@smithy/core/schema - cannot iterate non-struct schema.");
        }
        const struct = this.getSchema();
        const z = struct[4].length;
        let it = struct[anno.it];
        if (it && z === it.length) {
            yield* it;
            return;
        }
        it = Array(z);
        for (let i = 0; i < z; ++i) {
            const k = struct[4][i];
            const v = member([struct[5][i], 0], k);
            yield (it[i] = [k, v]);
        }
        struct[anno.it] = it;
    }
}
function member(memberSchema, memberName) {
    if (memberSchema instanceof NormalizedSchema) {
        return Object.assign(memberSchema, {
            memberName,
            _isMemberSchema: true,
        });
    }
    const internalCtorAccess = NormalizedSchema;
    return new internalCtorAccess(memberSchema, memberName);
}
const isMemberSchema = (sc) => Array.isArray(sc) && sc.length === 2;
const isStaticSchema = (sc) => Array.isArray(sc) && sc.length >= 5;


/***/ }),

/***/ 4844:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ translateTraits)
/* harmony export */ });
/* unused harmony export traitsCache */
const traitsCache = [];
function translateTraits(indicator) {
    if (typeof indicator === "object") {
        return indicator;
    }
    indicator = indicator | 0;
    if (traitsCache[indicator]) {
        return traitsCache[indicator];
    }
    const traits = {};
    let i = 0;
    for (const trait of [
        "httpLabel",
        "idempotent",
        "idempotencyToken",
        "sensitive",
        "httpPayload",
        "httpResponseCode",
        "httpQueryParams",
    ]) {
        if (((indicator >> i++) & 1) === 1) {
            traits[trait] = 1;
        }
    }
    return (traitsCache[indicator] = traits);
}


/***/ }),

/***/ 351:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ concatBytes)
/* harmony export */ });
function concatBytes(arrays, length) {
    if (length === undefined) {
        length = 0;
        for (const bytes of arrays) {
            length += bytes.byteLength;
        }
    }
    const result = new Uint8Array(length);
    let offset = 0;
    for (const buf of arrays) {
        result.set(buf, offset);
        offset += buf.byteLength;
    }
    return result;
}


/***/ }),

/***/ 5393:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  JV: () => (/* binding */ dateToUtcString),
  l3: () => (/* binding */ parseEpochTimestamp),
  EI: () => (/* binding */ parseRfc3339DateTime),
  t_: () => (/* binding */ parseRfc3339DateTimeWithOffset),
  xE: () => (/* binding */ parseRfc7231DateTime)
});

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/parse-utils.js

const parseBoolean = (value) => {
    switch (value) {
        case "true":
            return true;
        case "false":
            return false;
        default:
            throw new Error(`Unable to parse boolean value "${value}"`);
    }
};
const expectBoolean = (value) => {
    if (value === null || value === undefined) {
        return undefined;
    }
    if (typeof value === "number") {
        if (value === 0 || value === 1) {
            logger.warn(stackTraceWarning(`Expected boolean, got ${typeof value}: ${value}`));
        }
        if (value === 0) {
            return false;
        }
        if (value === 1) {
            return true;
        }
    }
    if (typeof value === "string") {
        const lower = value.toLowerCase();
        if (lower === "false" || lower === "true") {
            logger.warn(stackTraceWarning(`Expected boolean, got ${typeof value}: ${value}`));
        }
        if (lower === "false") {
            return false;
        }
        if (lower === "true") {
            return true;
        }
    }
    if (typeof value === "boolean") {
        return value;
    }
    throw new TypeError(`Expected boolean, got ${typeof value}: ${value}`);
};
const expectNumber = (value) => {
    if (value === null || value === undefined) {
        return undefined;
    }
    if (typeof value === "string") {
        const parsed = parseFloat(value);
        if (!Number.isNaN(parsed)) {
            if (String(parsed) !== String(value)) {
                logger.warn(stackTraceWarning(`Expected number but observed string: ${value}`));
            }
            return parsed;
        }
    }
    if (typeof value === "number") {
        return value;
    }
    throw new TypeError(`Expected number, got ${typeof value}: ${value}`);
};
const MAX_FLOAT = Math.ceil(2 ** 127 * (2 - 2 ** -23));
const expectFloat32 = (value) => {
    const expected = expectNumber(value);
    if (expected !== undefined && !Number.isNaN(expected) && expected !== Infinity && expected !== -Infinity) {
        if (Math.abs(expected) > MAX_FLOAT) {
            throw new TypeError(`Expected 32-bit float, got ${value}`);
        }
    }
    return expected;
};
const expectLong = (value) => {
    if (value === null || value === undefined) {
        return undefined;
    }
    if (Number.isInteger(value) && !Number.isNaN(value)) {
        return value;
    }
    throw new TypeError(`Expected integer, got ${typeof value}: ${value}`);
};
const expectInt = (/* unused pure expression or super */ null && (expectLong));
const expectInt32 = (value) => expectSizedInt(value, 32);
const expectShort = (value) => expectSizedInt(value, 16);
const expectByte = (value) => expectSizedInt(value, 8);
const expectSizedInt = (value, size) => {
    const expected = expectLong(value);
    if (expected !== undefined && castInt(expected, size) !== expected) {
        throw new TypeError(`Expected ${size}-bit integer, got ${value}`);
    }
    return expected;
};
const castInt = (value, size) => {
    switch (size) {
        case 32:
            return Int32Array.of(value)[0];
        case 16:
            return Int16Array.of(value)[0];
        case 8:
            return Int8Array.of(value)[0];
    }
};
const expectNonNull = (value, location) => {
    if (value === null || value === undefined) {
        if (location) {
            throw new TypeError(`Expected a non-null value for ${location}`);
        }
        throw new TypeError("Expected a non-null value");
    }
    return value;
};
const expectObject = (value) => {
    if (value === null || value === undefined) {
        return undefined;
    }
    if (typeof value === "object" && !Array.isArray(value)) {
        return value;
    }
    const receivedType = Array.isArray(value) ? "array" : typeof value;
    throw new TypeError(`Expected object, got ${receivedType}: ${value}`);
};
const expectString = (value) => {
    if (value === null || value === undefined) {
        return undefined;
    }
    if (typeof value === "string") {
        return value;
    }
    if (["boolean", "number", "bigint"].includes(typeof value)) {
        logger.warn(stackTraceWarning(`Expected string, got ${typeof value}: ${value}`));
        return String(value);
    }
    throw new TypeError(`Expected string, got ${typeof value}: ${value}`);
};
const expectUnion = (value) => {
    if (value === null || value === undefined) {
        return undefined;
    }
    const asObject = expectObject(value);
    const setKeys = [];
    for (const k in asObject) {
        if (!hasOwn(asObject, k)) {
            continue;
        }
        if (asObject[k] != null) {
            setKeys.push(k);
        }
    }
    if (setKeys.length === 0) {
        throw new TypeError(`Unions must have exactly one non-null member. None were found.`);
    }
    if (setKeys.length > 1) {
        throw new TypeError(`Unions must have exactly one non-null member. Keys ${setKeys} were not null.`);
    }
    return asObject;
};
const strictParseDouble = (value) => {
    if (typeof value == "string") {
        return expectNumber(parseNumber(value));
    }
    return expectNumber(value);
};
const strictParseFloat = (/* unused pure expression or super */ null && (strictParseDouble));
const strictParseFloat32 = (value) => {
    if (typeof value == "string") {
        return expectFloat32(parseNumber(value));
    }
    return expectFloat32(value);
};
const NUMBER_REGEX = /(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(-?Infinity)|(NaN)/g;
const parseNumber = (value) => {
    const matches = value.match(NUMBER_REGEX);
    if (matches === null || matches[0].length !== value.length) {
        throw new TypeError(`Expected real number, got implicit NaN`);
    }
    return parseFloat(value);
};
const limitedParseDouble = (value) => {
    if (typeof value == "string") {
        return parseFloatString(value);
    }
    return expectNumber(value);
};
const handleFloat = (/* unused pure expression or super */ null && (limitedParseDouble));
const limitedParseFloat = (/* unused pure expression or super */ null && (limitedParseDouble));
const limitedParseFloat32 = (value) => {
    if (typeof value == "string") {
        return parseFloatString(value);
    }
    return expectFloat32(value);
};
const parseFloatString = (value) => {
    switch (value) {
        case "NaN":
            return NaN;
        case "Infinity":
            return Infinity;
        case "-Infinity":
            return -Infinity;
        default:
            throw new Error(`Unable to parse float value: ${value}`);
    }
};
const strictParseLong = (value) => {
    if (typeof value === "string") {
        return expectLong(parseNumber(value));
    }
    return expectLong(value);
};
const strictParseInt = (/* unused pure expression or super */ null && (strictParseLong));
const strictParseInt32 = (value) => {
    if (typeof value === "string") {
        return expectInt32(parseNumber(value));
    }
    return expectInt32(value);
};
const strictParseShort = (value) => {
    if (typeof value === "string") {
        return expectShort(parseNumber(value));
    }
    return expectShort(value);
};
const strictParseByte = (value) => {
    if (typeof value === "string") {
        return expectByte(parseNumber(value));
    }
    return expectByte(value);
};
const stackTraceWarning = (message) => {
    return String(new TypeError(message).stack || message)
        .split("\n")
        .slice(0, 5)
        .filter((s) => !s.includes("stackTraceWarning"))
        .join("\n");
};
const logger = {
    warn: console.warn,
};

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/date-utils.js

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
function dateToUtcString(date) {
    const year = date.getUTCFullYear();
    const month = date.getUTCMonth();
    const dayOfWeek = date.getUTCDay();
    const dayOfMonthInt = date.getUTCDate();
    const hoursInt = date.getUTCHours();
    const minutesInt = date.getUTCMinutes();
    const secondsInt = date.getUTCSeconds();
    const dayOfMonthString = dayOfMonthInt < 10 ? `0${dayOfMonthInt}` : `${dayOfMonthInt}`;
    const hoursString = hoursInt < 10 ? `0${hoursInt}` : `${hoursInt}`;
    const minutesString = minutesInt < 10 ? `0${minutesInt}` : `${minutesInt}`;
    const secondsString = secondsInt < 10 ? `0${secondsInt}` : `${secondsInt}`;
    return `${DAYS[dayOfWeek]}, ${dayOfMonthString} ${MONTHS[month]} ${year} ${hoursString}:${minutesString}:${secondsString} GMT`;
}
const RFC3339 = new RegExp(/^(\d{4})-(\d{2})-(\d{2})[tT](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?[zZ]$/);
const parseRfc3339DateTime = (value) => {
    if (value === null || value === undefined) {
        return undefined;
    }
    if (typeof value !== "string") {
        throw new TypeError("RFC-3339 date-times must be expressed as strings");
    }
    const match = RFC3339.exec(value);
    if (!match) {
        throw new TypeError("Invalid RFC-3339 date-time value");
    }
    const [_, yearStr, monthStr, dayStr, hours, minutes, seconds, fractionalMilliseconds] = match;
    const year = strictParseShort(stripLeadingZeroes(yearStr));
    const month = parseDateValue(monthStr, "month", 1, 12);
    const day = parseDateValue(dayStr, "day", 1, 31);
    return buildDate(year, month, day, { hours, minutes, seconds, fractionalMilliseconds });
};
const RFC3339_WITH_OFFSET = new RegExp(/^(\d{4})-(\d{2})-(\d{2})[tT](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(([-+]\d{2}:\d{2})|[zZ])$/);
const parseRfc3339DateTimeWithOffset = (value) => {
    if (value === null || value === undefined) {
        return undefined;
    }
    if (typeof value !== "string") {
        throw new TypeError("RFC-3339 date-times must be expressed as strings");
    }
    const match = RFC3339_WITH_OFFSET.exec(value);
    if (!match) {
        throw new TypeError("Invalid RFC-3339 date-time value");
    }
    const [_, yearStr, monthStr, dayStr, hours, minutes, seconds, fractionalMilliseconds, offsetStr] = match;
    const year = strictParseShort(stripLeadingZeroes(yearStr));
    const month = parseDateValue(monthStr, "month", 1, 12);
    const day = parseDateValue(dayStr, "day", 1, 31);
    const date = buildDate(year, month, day, { hours, minutes, seconds, fractionalMilliseconds });
    if (offsetStr.toUpperCase() != "Z") {
        date.setTime(date.getTime() - parseOffsetToMilliseconds(offsetStr));
    }
    return date;
};
const IMF_FIXDATE = new RegExp(/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d+))? GMT$/);
const RFC_850_DATE = new RegExp(/^(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday), (\d{2})-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-(\d{2}) (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d+))? GMT$/);
const ASC_TIME = new RegExp(/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ( [1-9]|\d{2}) (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d+))? (\d{4})$/);
const parseRfc7231DateTime = (value) => {
    if (value === null || value === undefined) {
        return undefined;
    }
    if (typeof value !== "string") {
        throw new TypeError("RFC-7231 date-times must be expressed as strings");
    }
    let match = IMF_FIXDATE.exec(value);
    if (match) {
        const [_, dayStr, monthStr, yearStr, hours, minutes, seconds, fractionalMilliseconds] = match;
        return buildDate(strictParseShort(stripLeadingZeroes(yearStr)), parseMonthByShortName(monthStr), parseDateValue(dayStr, "day", 1, 31), { hours, minutes, seconds, fractionalMilliseconds });
    }
    match = RFC_850_DATE.exec(value);
    if (match) {
        const [_, dayStr, monthStr, yearStr, hours, minutes, seconds, fractionalMilliseconds] = match;
        return adjustRfc850Year(buildDate(parseTwoDigitYear(yearStr), parseMonthByShortName(monthStr), parseDateValue(dayStr, "day", 1, 31), {
            hours,
            minutes,
            seconds,
            fractionalMilliseconds,
        }));
    }
    match = ASC_TIME.exec(value);
    if (match) {
        const [_, monthStr, dayStr, hours, minutes, seconds, fractionalMilliseconds, yearStr] = match;
        return buildDate(strictParseShort(stripLeadingZeroes(yearStr)), parseMonthByShortName(monthStr), parseDateValue(dayStr.trimLeft(), "day", 1, 31), { hours, minutes, seconds, fractionalMilliseconds });
    }
    throw new TypeError("Invalid RFC-7231 date-time value");
};
const parseEpochTimestamp = (value) => {
    if (value === null || value === undefined) {
        return undefined;
    }
    let valueAsDouble;
    if (typeof value === "number") {
        valueAsDouble = value;
    }
    else if (typeof value === "string") {
        valueAsDouble = strictParseDouble(value);
    }
    else if (typeof value === "object" && value.tag === 1) {
        valueAsDouble = value.value;
    }
    else {
        throw new TypeError("Epoch timestamps must be expressed as floating point numbers or their string representation");
    }
    if (Number.isNaN(valueAsDouble) || valueAsDouble === Infinity || valueAsDouble === -Infinity) {
        throw new TypeError("Epoch timestamps must be valid, non-Infinite, non-NaN numerics");
    }
    return new Date(Math.round(valueAsDouble * 1000));
};
const buildDate = (year, month, day, time) => {
    const adjustedMonth = month - 1;
    validateDayOfMonth(year, adjustedMonth, day);
    return new Date(Date.UTC(year, adjustedMonth, day, parseDateValue(time.hours, "hour", 0, 23), parseDateValue(time.minutes, "minute", 0, 59), parseDateValue(time.seconds, "seconds", 0, 60), parseMilliseconds(time.fractionalMilliseconds)));
};
const parseTwoDigitYear = (value) => {
    const thisYear = new Date().getUTCFullYear();
    const valueInThisCentury = Math.floor(thisYear / 100) * 100 + strictParseShort(stripLeadingZeroes(value));
    if (valueInThisCentury < thisYear) {
        return valueInThisCentury + 100;
    }
    return valueInThisCentury;
};
const FIFTY_YEARS_IN_MILLIS = 50 * 365 * 24 * 60 * 60 * 1000;
const adjustRfc850Year = (input) => {
    if (input.getTime() - new Date().getTime() > FIFTY_YEARS_IN_MILLIS) {
        return new Date(Date.UTC(input.getUTCFullYear() - 100, input.getUTCMonth(), input.getUTCDate(), input.getUTCHours(), input.getUTCMinutes(), input.getUTCSeconds(), input.getUTCMilliseconds()));
    }
    return input;
};
const parseMonthByShortName = (value) => {
    const monthIdx = MONTHS.indexOf(value);
    if (monthIdx < 0) {
        throw new TypeError(`Invalid month: ${value}`);
    }
    return monthIdx + 1;
};
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const validateDayOfMonth = (year, month, day) => {
    let maxDays = DAYS_IN_MONTH[month];
    if (month === 1 && isLeapYear(year)) {
        maxDays = 29;
    }
    if (day > maxDays) {
        throw new TypeError(`Invalid day for ${MONTHS[month]} in ${year}: ${day}`);
    }
};
const isLeapYear = (year) => {
    return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
};
const parseDateValue = (value, type, lower, upper) => {
    const dateVal = strictParseByte(stripLeadingZeroes(value));
    if (dateVal < lower || dateVal > upper) {
        throw new TypeError(`${type} must be between ${lower} and ${upper}, inclusive`);
    }
    return dateVal;
};
const parseMilliseconds = (value) => {
    if (value === null || value === undefined) {
        return 0;
    }
    return strictParseFloat32("0." + value) * 1000;
};
const parseOffsetToMilliseconds = (value) => {
    const directionStr = value[0];
    let direction = 1;
    if (directionStr == "+") {
        direction = 1;
    }
    else if (directionStr == "-") {
        direction = -1;
    }
    else {
        throw new TypeError(`Offset direction, ${directionStr}, must be "+" or "-"`);
    }
    const hour = Number(value.substring(1, 3));
    const minute = Number(value.substring(4, 6));
    return direction * (hour * 60 + minute) * 60 * 1000;
};
const stripLeadingZeroes = (value) => {
    let idx = 0;
    while (idx < value.length - 1 && value.charAt(idx) === "0") {
        idx++;
    }
    if (idx === 0) {
        return value;
    }
    return value.slice(idx);
};


/***/ }),

/***/ 7297:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Mu: () => (/* binding */ Uint8ArrayBlobAdapter),
  ec: () => (/* binding */ generateIdempotencyToken),
  v4: () => (/* binding */ v4)
});

// UNUSED EXPORTS: ChecksumStream, Hash, LazyJsonString, NumericValue, _parseEpochTimestamp, _parseRfc3339DateTimeWithOffset, _parseRfc7231DateTime, calculateBodyLength, concatBytes, copyDocumentWithTransform, createBufferedReadable, createChecksumStream, dateToUtcString, deserializerMiddleware, deserializerMiddlewareOption, expectBoolean, expectByte, expectFloat32, expectInt, expectInt32, expectLong, expectNonNull, expectNumber, expectObject, expectShort, expectString, expectUnion, fromArrayBuffer, fromBase64, fromHex, fromString, fromUtf8, getAwsChunkedEncodingStream, getSerdePlugin, handleFloat, hasOwn, headStream, isArrayBuffer, isBlob, isReadableStream, limitedParseDouble, limitedParseFloat, limitedParseFloat32, logger, nv, parseBoolean, parseEpochTimestamp, parseRfc3339DateTime, parseRfc3339DateTimeWithOffset, parseRfc7231DateTime, quoteHeader, sdkStreamMixin, serializerMiddleware, serializerMiddlewareOption, splitEvery, splitHeader, splitStream, streamCollector, strictParseByte, strictParseDouble, strictParseFloat, strictParseFloat32, strictParseInt, strictParseInt32, strictParseLong, strictParseShort, toBase64, toHex, toUint8Array, toUtf8, writeKey

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-base64/fromBase64.js
var fromBase64 = __nccwpck_require__(9700);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-base64/toBase64.js
var toBase64 = __nccwpck_require__(7305);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-stream/blob/Uint8ArrayBlobAdapter.js
function bindUint8ArrayBlobAdapter(toUtf8, fromUtf8, toBase64, fromBase64) {
    return class Uint8ArrayBlobAdapter extends Uint8Array {
        static fromString(source, encoding = "utf-8") {
            if (typeof source === "string") {
                if (encoding === "base64") {
                    return Uint8ArrayBlobAdapter.mutate(fromBase64(source));
                }
                return Uint8ArrayBlobAdapter.mutate(fromUtf8(source));
            }
            throw new Error(`Unsupported conversion from ${typeof source} to Uint8ArrayBlobAdapter.`);
        }
        static mutate(source) {
            Object.setPrototypeOf(source, Uint8ArrayBlobAdapter.prototype);
            return source;
        }
        transformToString(encoding = "utf-8") {
            if (encoding === "base64") {
                return toBase64(this);
            }
            return toUtf8(this);
        }
    };
}

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-utf8/fromUtf8.js
var fromUtf8 = __nccwpck_require__(7332);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-utf8/toUtf8.js
var toUtf8 = __nccwpck_require__(9809);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/uuid/v4.js
const decimalToHex = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
function bindV4(getRandomValues) {
    if (typeof crypto !== "undefined" && typeof crypto.randomUUID === "function") {
        return () => crypto.randomUUID();
    }
    return () => {
        const rnds = new Uint8Array(16);
        getRandomValues(rnds);
        rnds[6] = (rnds[6] & 0x0f) | 0x40;
        rnds[8] = (rnds[8] & 0x3f) | 0x80;
        return (decimalToHex[rnds[0]] +
            decimalToHex[rnds[1]] +
            decimalToHex[rnds[2]] +
            decimalToHex[rnds[3]] +
            "-" +
            decimalToHex[rnds[4]] +
            decimalToHex[rnds[5]] +
            "-" +
            decimalToHex[rnds[6]] +
            decimalToHex[rnds[7]] +
            "-" +
            decimalToHex[rnds[8]] +
            decimalToHex[rnds[9]] +
            "-" +
            decimalToHex[rnds[10]] +
            decimalToHex[rnds[11]] +
            decimalToHex[rnds[12]] +
            decimalToHex[rnds[13]] +
            decimalToHex[rnds[14]] +
            decimalToHex[rnds[15]]);
    };
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/index.js




























class Uint8ArrayBlobAdapter extends bindUint8ArrayBlobAdapter(toUtf8/* toUtf8 */.P, fromUtf8/* fromUtf8 */.a, toBase64/* toBase64 */.n, fromBase64/* fromBase64 */.E) {
}









const _getRandomValues = external_node_crypto_.getRandomValues;
const v4 = bindV4(_getRandomValues);
const generateIdempotencyToken = v4;




/***/ }),

/***/ 1719:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ isArrayBuffer)
/* harmony export */ });
const isArrayBuffer = (arg) => (typeof ArrayBuffer === "function" && arg instanceof ArrayBuffer) ||
    Object.prototype.toString.call(arg) === "[object ArrayBuffer]";


/***/ }),

/***/ 1899:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ LazyJsonString)
/* harmony export */ });
const LazyJsonString = function LazyJsonString(val) {
    const str = Object.assign(new String(val), {
        deserializeJSON() {
            return JSON.parse(String(val));
        },
        toString() {
            return String(val);
        },
        toJSON() {
            return String(val);
        },
    });
    return str;
};
LazyJsonString.from = (object) => {
    if (object && typeof object === "object" && (object instanceof LazyJsonString || "deserializeJSON" in object)) {
        return object;
    }
    else if (typeof object === "string" || Object.getPrototypeOf(object) === String.prototype) {
        return LazyJsonString(String(object));
    }
    return LazyJsonString(JSON.stringify(object));
};
LazyJsonString.fromObject = LazyJsonString.from;


/***/ }),

/***/ 9796:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ splitHeader)
/* harmony export */ });
const splitHeader = (value) => {
    const z = value.length;
    const values = [];
    let withinQuotes = false;
    let escaped = false;
    let anchor = 0;
    for (let i = 0; i < z; ++i) {
        const char = value[i];
        switch (char) {
            case `"`:
                if (!escaped) {
                    withinQuotes = !withinQuotes;
                }
                break;
            case ",":
                if (!withinQuotes) {
                    values.push(value.slice(anchor, i));
                    anchor = i + 1;
                }
                break;
            default:
        }
        escaped = char === "\\" && !escaped;
    }
    values.push(value.slice(anchor));
    return values.map((v) => {
        v = v.trim();
        const z = v.length;
        if (z < 2) {
            return v;
        }
        if (v[0] === `"` && v[z - 1] === `"`) {
            v = v.slice(1, z - 1);
            return v.replace(/\\(["\\])/g, "$1");
        }
        return v.replace(/\\"/g, '"');
    });
};


/***/ }),

/***/ 9700:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ fromBase64)
/* harmony export */ });
/* harmony import */ var _util_buffer_from_buffer_from__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6664);

const BASE64_REGEX = /^[A-Za-z0-9+/]*={0,2}$/;
const fromBase64 = (input) => {
    if ((input.length * 3) % 4 !== 0) {
        throw new TypeError(`Incorrect padding on base64 string.`);
    }
    if (!BASE64_REGEX.exec(input)) {
        throw new TypeError(`Invalid base64 string.`);
    }
    const buffer = (0,_util_buffer_from_buffer_from__WEBPACK_IMPORTED_MODULE_0__/* .fromString */ .s)(input, "base64");
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
};


/***/ }),

/***/ 7305:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ toBase64)
/* harmony export */ });
/* harmony import */ var _util_buffer_from_buffer_from__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6664);
/* harmony import */ var _util_utf8_fromUtf8__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7332);


const toBase64 = (_input) => {
    let input;
    if (typeof _input === "string") {
        input = (0,_util_utf8_fromUtf8__WEBPACK_IMPORTED_MODULE_0__/* .fromUtf8 */ .a)(_input);
    }
    else {
        input = _input;
    }
    if (typeof input !== "object" || typeof input.byteOffset !== "number" || typeof input.byteLength !== "number") {
        throw new Error("@smithy/util-base64: toBase64 encoder function only accepts string | Uint8Array.");
    }
    return (0,_util_buffer_from_buffer_from__WEBPACK_IMPORTED_MODULE_1__/* .fromArrayBuffer */ .Q)(input.buffer, input.byteOffset, input.byteLength).toString("base64");
};


/***/ }),

/***/ 2127:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ calculateBodyLength)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__nccwpck_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);

const calculateBodyLength = (body) => {
    if (!body) {
        return 0;
    }
    if (typeof body === "string") {
        return Buffer.byteLength(body);
    }
    else if (typeof body.byteLength === "number") {
        return body.byteLength;
    }
    else if (typeof body.size === "number") {
        return body.size;
    }
    else if (typeof body.start === "number" && typeof body.end === "number") {
        return body.end + 1 - body.start;
    }
    else if (body instanceof node_fs__WEBPACK_IMPORTED_MODULE_0__.ReadStream) {
        if (body.path != null) {
            return (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.lstatSync)(body.path).size;
        }
        else if (typeof body.fd === "number") {
            return (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.fstatSync)(body.fd).size;
        }
    }
    throw new Error(`Body Length computation failed for ${body}`);
};


/***/ }),

/***/ 6664:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ fromArrayBuffer),
/* harmony export */   s: () => (/* binding */ fromString)
/* harmony export */ });
/* harmony import */ var _is_array_buffer_is_array_buffer__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1719);

const fromArrayBuffer = (input, offset = 0, length = input.byteLength - offset) => {
    if (!(0,_is_array_buffer_is_array_buffer__WEBPACK_IMPORTED_MODULE_0__/* .isArrayBuffer */ .m)(input)) {
        throw new TypeError(`The "input" argument must be ArrayBuffer. Received type ${typeof input} (${input})`);
    }
    return Buffer.from(input, offset, length);
};
const fromString = (input, encoding) => {
    if (typeof input !== "string") {
        throw new TypeError(`The "input" argument must be of type string. Received type ${typeof input} (${input})`);
    }
    return encoding ? Buffer.from(input, encoding) : Buffer.from(input);
};


/***/ }),

/***/ 68:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ fromHex),
/* harmony export */   n: () => (/* binding */ toHex)
/* harmony export */ });
const SHORT_TO_HEX = {};
const HEX_TO_SHORT = {};
for (let i = 0; i < 256; i++) {
    let encodedByte = i.toString(16).toLowerCase();
    if (encodedByte.length === 1) {
        encodedByte = `0${encodedByte}`;
    }
    SHORT_TO_HEX[i] = encodedByte;
    HEX_TO_SHORT[encodedByte] = i;
}
function fromHex(encoded) {
    if (encoded.length % 2 !== 0) {
        throw new Error("Hex encoded strings must have an even number length");
    }
    const out = new Uint8Array(encoded.length / 2);
    for (let i = 0; i < encoded.length; i += 2) {
        const encodedByte = encoded.slice(i, i + 2).toLowerCase();
        if (encodedByte in HEX_TO_SHORT) {
            out[i / 2] = HEX_TO_SHORT[encodedByte];
        }
        else {
            throw new Error(`Cannot decode unrecognized sequence ${encodedByte} as hexadecimal`);
        }
    }
    return out;
}
function toHex(bytes) {
    let out = "";
    for (let i = 0; i < bytes.byteLength; i++) {
        out += SHORT_TO_HEX[bytes[i]];
    }
    return out;
}


/***/ }),

/***/ 2522:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Bq: () => (/* binding */ collectReadableStream),
/* harmony export */   kS: () => (/* binding */ collectBlob),
/* harmony export */   kv: () => (/* binding */ streamCollector)
/* harmony export */ });
/* harmony import */ var _concatBytes__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(351);
/* harmony import */ var _stream_type_check__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1658);


const streamCollector = async (stream) => {
    if ((0,_stream_type_check__WEBPACK_IMPORTED_MODULE_0__/* .isBlob */ .q)(stream)) {
        return collectBlob(stream);
    }
    return collectReadableStream(stream);
};
async function collectBlob(blob) {
    return blob.arrayBuffer().then((ab) => new Uint8Array(ab));
}
async function collectReadableStream(stream) {
    const chunks = [];
    const reader = stream.getReader();
    let length = 0;
    while (true) {
        const { done, value } = await reader.read();
        if (value) {
            chunks.push(value);
            length += value.length;
        }
        if (done) {
            break;
        }
    }
    return (0,_concatBytes__WEBPACK_IMPORTED_MODULE_1__/* .concatBytes */ .I)(chunks, length);
}


/***/ }),

/***/ 6660:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ streamCollector)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7075);
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__nccwpck_require__.n(node_stream__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _concatBytes__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(351);
/* harmony import */ var _stream_collector_browser__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(2522);
/* harmony import */ var _stream_type_check__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1658);




const streamCollector = (stream) => {
    if ((0,_stream_type_check__WEBPACK_IMPORTED_MODULE_1__/* .isBlob */ .q)(stream)) {
        return (0,_stream_collector_browser__WEBPACK_IMPORTED_MODULE_2__/* .collectBlob */ .kS)(stream);
    }
    if ((0,_stream_type_check__WEBPACK_IMPORTED_MODULE_1__/* .isReadableStream */ .H)(stream)) {
        return (0,_stream_collector_browser__WEBPACK_IMPORTED_MODULE_2__/* .collectReadableStream */ .Bq)(stream);
    }
    return new Promise((resolve, reject) => {
        const collector = new Collector();
        const nodeStream = stream;
        nodeStream.pipe(collector);
        nodeStream.on("error", (err) => {
            collector.end();
            reject(err);
        });
        collector.on("error", reject);
        collector.on("finish", function () {
            const bytes = (0,_concatBytes__WEBPACK_IMPORTED_MODULE_3__/* .concatBytes */ .I)(this.bufferedBytes);
            resolve(bytes);
        });
    });
};
class Collector extends node_stream__WEBPACK_IMPORTED_MODULE_0__.Writable {
    bufferedBytes = [];
    _write(chunk, encoding, callback) {
        this.bufferedBytes.push(chunk);
        callback();
    }
}


/***/ }),

/***/ 1658:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ isReadableStream),
/* harmony export */   q: () => (/* binding */ isBlob)
/* harmony export */ });
const isReadableStream = (stream) => typeof ReadableStream === "function" &&
    (stream?.constructor?.name === ReadableStream.name || stream instanceof ReadableStream);
const isBlob = (blob) => {
    return typeof Blob === "function" && (blob?.constructor?.name === Blob.name || blob instanceof Blob);
};


/***/ }),

/***/ 7332:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ fromUtf8)
/* harmony export */ });
/* harmony import */ var _util_buffer_from_buffer_from__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6664);

const fromUtf8 = (input) => {
    const buf = (0,_util_buffer_from_buffer_from__WEBPACK_IMPORTED_MODULE_0__/* .fromString */ .s)(input, "utf8");
    return new Uint8Array(buf.buffer, buf.byteOffset, buf.byteLength / Uint8Array.BYTES_PER_ELEMENT);
};


/***/ }),

/***/ 3243:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ toUint8Array)
/* harmony export */ });
/* harmony import */ var _fromUtf8__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7332);

const toUint8Array = (data) => {
    if (data instanceof Uint8Array) {
        return data;
    }
    if (typeof data === "string") {
        return (0,_fromUtf8__WEBPACK_IMPORTED_MODULE_0__/* .fromUtf8 */ .a)(data);
    }
    if (ArrayBuffer.isView(data)) {
        return new Uint8Array(data.buffer, data.byteOffset, data.byteLength / Uint8Array.BYTES_PER_ELEMENT);
    }
    return new Uint8Array(data);
};


/***/ }),

/***/ 9809:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ toUtf8)
/* harmony export */ });
/* harmony import */ var _util_buffer_from_buffer_from__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6664);

const toUtf8 = (input) => {
    if (typeof input === "string") {
        return input;
    }
    if (typeof input !== "object" || typeof input.byteOffset !== "number" || typeof input.byteLength !== "number") {
        throw new Error("@smithy/util-utf8: toUtf8 encoder function only accepts string | Uint8Array.");
    }
    return (0,_util_buffer_from_buffer_from__WEBPACK_IMPORTED_MODULE_0__/* .fromArrayBuffer */ .Q)(input.buffer, input.byteOffset, input.byteLength).toString("utf8");
};


/***/ }),

/***/ 7004:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ NumericValue)
/* harmony export */ });
/* unused harmony export nv */
const format = /^-?((0|[1-9]\d*)(\.\d+)?|\.\d+)([eE][+-]?\d+)?$/;
class NumericValue {
    string;
    type;
    constructor(string, type) {
        this.string = string;
        this.type = type;
        if (!format.test(string)) {
            throw new Error(`@smithy/core/serde - NumericValue string must conform to the Smithy bigDecimal format. Received: "${string}"`);
        }
    }
    toString() {
        return this.string;
    }
    static [Symbol.hasInstance](object) {
        if (!object || typeof object !== "object") {
            return false;
        }
        const _nv = object;
        return NumericValue.prototype.isPrototypeOf(object) || (_nv.type === "bigDecimal" && format.test(_nv.string));
    }
}
function nv(input) {
    return new NumericValue(String(input), "bigDecimal");
}


/***/ }),

/***/ 412:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ writeKey)
/* harmony export */ });
function writeKey(obj) {
    Object.defineProperty(obj, "__proto__", { value: undefined, writable: true, enumerable: true, configurable: true });
}


/***/ }),

/***/ 8743:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   u: () => (/* binding */ getSmithyContext)
/* harmony export */ });
/* harmony import */ var _smithy_types__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7418);

const getSmithyContext = (context) => context[_smithy_types__WEBPACK_IMPORTED_MODULE_0__/* .SMITHY_CONTEXT_KEY */ .V] || (context[_smithy_types__WEBPACK_IMPORTED_MODULE_0__/* .SMITHY_CONTEXT_KEY */ .V] = {});


/***/ }),

/***/ 2990:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ hasOwn)
/* harmony export */ });
function hasOwn(o, k) {
    return Object.prototype.hasOwnProperty.call(o, k);
}


/***/ }),

/***/ 9725:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ HttpRequest)
/* harmony export */ });
class HttpRequest {
    method;
    protocol;
    hostname;
    port;
    path;
    query;
    headers;
    username;
    password;
    fragment;
    body;
    constructor(options) {
        this.method = options.method || "GET";
        this.hostname = options.hostname || "localhost";
        this.port = options.port;
        this.query = options.query || {};
        this.headers = options.headers || {};
        this.body = options.body;
        this.protocol = options.protocol
            ? options.protocol.slice(-1) !== ":"
                ? `${options.protocol}:`
                : options.protocol
            : "https:";
        this.path = options.path ? (options.path.charAt(0) !== "/" ? `/${options.path}` : options.path) : "/";
        this.username = options.username;
        this.password = options.password;
        this.fragment = options.fragment;
    }
    static clone(request) {
        const cloned = new HttpRequest({
            ...request,
            headers: { ...request.headers },
        });
        if (cloned.query) {
            cloned.query = cloneQuery(cloned.query);
        }
        return cloned;
    }
    static isInstance(request) {
        if (!request) {
            return false;
        }
        const req = request;
        return ("method" in req &&
            "protocol" in req &&
            "hostname" in req &&
            "path" in req &&
            typeof req["query"] === "object" &&
            typeof req["headers"] === "object");
    }
    clone() {
        return HttpRequest.clone(this);
    }
}
function cloneQuery(query) {
    return Object.keys(query).reduce((carry, paramName) => {
        const param = query[paramName];
        return {
            ...carry,
            [paramName]: Array.isArray(param) ? [...param] : param,
        };
    }, {});
}


/***/ }),

/***/ 5401:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ HttpResponse)
/* harmony export */ });
class HttpResponse {
    statusCode;
    reason;
    headers;
    body;
    constructor(options) {
        this.statusCode = options.statusCode;
        this.reason = options.reason;
        this.headers = options.headers || {};
        this.body = options.body;
    }
    static isInstance(response) {
        if (!response) {
            return false;
        }
        const resp = response;
        return typeof resp.statusCode === "number" && typeof resp.headers === "object";
    }
}


/***/ }),

/***/ 4280:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ isValidHostLabel)
/* harmony export */ });
const VALID_HOST_LABEL_REGEX = new RegExp(`^(?!.*-$)(?!-)[a-zA-Z0-9-]{1,63}$`);
const isValidHostLabel = (value, allowSubDomains = false) => {
    if (!allowSubDomains) {
        return VALID_HOST_LABEL_REGEX.test(value);
    }
    const labels = value.split(".");
    for (const label of labels) {
        if (!isValidHostLabel(label)) {
            return false;
        }
    }
    return true;
};


/***/ }),

/***/ 9362:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   t: () => (/* binding */ normalizeProvider)
/* harmony export */ });
const normalizeProvider = (input) => {
    if (typeof input === "function") {
        return input;
    }
    const promisified = Promise.resolve(input);
    return () => promisified;
};


/***/ }),

/***/ 8977:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  D: () => (/* binding */ parseUrl)
});

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/parseQueryString.js
function parseQueryString(querystring) {
    const query = {};
    querystring = querystring.replace(/^\?/, "");
    if (querystring) {
        for (const pair of querystring.split("&")) {
            let [key, value = null] = pair.split("=");
            key = decodeURIComponent(key);
            if (value) {
                value = decodeURIComponent(value);
            }
            if (!(key in query)) {
                query[key] = value;
            }
            else if (Array.isArray(query[key])) {
                query[key].push(value);
            }
            else {
                query[key] = [query[key], value];
            }
        }
    }
    return query;
}

;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/parseUrl.js

const parseUrl = (url) => {
    if (typeof url === "string") {
        return parseUrl(new URL(url));
    }
    const { hostname, pathname, port, protocol, search } = url;
    let query;
    if (search) {
        query = parseQueryString(search);
    }
    return {
        hostname,
        port: port ? parseInt(port) : undefined,
        protocol,
        path: pathname,
        query,
    };
};


/***/ }),

/***/ 3055:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ toEndpointV1)
/* harmony export */ });
/* harmony import */ var _hasOwn__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2990);
/* harmony import */ var _parseUrl__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8977);


const toEndpointV1 = (endpoint) => {
    if (typeof endpoint === "object") {
        if ("url" in endpoint) {
            const v1Endpoint = (0,_parseUrl__WEBPACK_IMPORTED_MODULE_0__/* .parseUrl */ .D)(endpoint.url);
            if (endpoint.headers) {
                v1Endpoint.headers = {};
                for (const name in endpoint.headers) {
                    if (!(0,_hasOwn__WEBPACK_IMPORTED_MODULE_1__/* .hasOwn */ .$)(endpoint.headers, name)) {
                        continue;
                    }
                    v1Endpoint.headers[name.toLowerCase()] = endpoint.headers[name].join(", ");
                }
            }
            return v1Endpoint;
        }
        return endpoint;
    }
    return (0,_parseUrl__WEBPACK_IMPORTED_MODULE_0__/* .parseUrl */ .D)(endpoint);
};


/***/ }),

/***/ 1668:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  $: () => (/* binding */ NodeHttpHandler)
});

// UNUSED EXPORTS: DEFAULT_REQUEST_TIMEOUT

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/hasOwn.js
var hasOwn = __nccwpck_require__(2990);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/util-uri-escape/escape-uri.js
var escape_uri = __nccwpck_require__(6856);
;// CONCATENATED MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/querystring-builder/buildQueryString.js

function buildQueryString(query) {
    const parts = [];
    for (let key of Object.keys(query).sort()) {
        const value = query[key];
        key = (0,escape_uri/* escapeUri */.o)(key);
        if (Array.isArray(value)) {
            for (let i = 0, iLen = value.length; i < iLen; i++) {
                parts.push(`${key}=${(0,escape_uri/* escapeUri */.o)(value[i])}`);
            }
        }
        else {
            let qsEntry = key;
            if (value || typeof value === "string") {
                qsEntry += `=${(0,escape_uri/* escapeUri */.o)(value)}`;
            }
            parts.push(qsEntry);
        }
    }
    return parts.join("&");
}

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/httpResponse.js
var transport_httpResponse = __nccwpck_require__(5401);
;// CONCATENATED MODULE: ./node_modules/@smithy/node-http-handler/dist-es/build-abort-error.js
function buildAbortError(abortSignal) {
    const reason = abortSignal && typeof abortSignal === "object" && "reason" in abortSignal
        ? abortSignal.reason
        : undefined;
    if (reason) {
        if (reason instanceof Error) {
            const abortError = new Error("Request aborted");
            abortError.name = "AbortError";
            abortError.cause = reason;
            return abortError;
        }
        const abortError = new Error(String(reason));
        abortError.name = "AbortError";
        return abortError;
    }
    const abortError = new Error("Request aborted");
    abortError.name = "AbortError";
    return abortError;
}

;// CONCATENATED MODULE: ./node_modules/@smithy/node-http-handler/dist-es/constants.js
const NODEJS_TIMEOUT_ERROR_CODES = ["ECONNRESET", "EPIPE", "ETIMEDOUT"];

;// CONCATENATED MODULE: ./node_modules/@smithy/node-http-handler/dist-es/get-transformed-headers.js

const getTransformedHeaders = (headers) => {
    const transformedHeaders = {};
    for (const name in headers) {
        if (!(0,hasOwn/* hasOwn */.$)(headers, name)) {
            continue;
        }
        const headerValues = headers[name];
        transformedHeaders[name] = Array.isArray(headerValues) ? headerValues.join(",") : headerValues;
    }
    return transformedHeaders;
};


// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __nccwpck_require__(4708);
var external_node_https_default = /*#__PURE__*/__nccwpck_require__.n(external_node_https_);
;// CONCATENATED MODULE: ./node_modules/@smithy/node-http-handler/dist-es/timing.js
const timing = {
    setTimeout: (cb, ms) => setTimeout(cb, ms),
    clearTimeout: (timeoutId) => clearTimeout(timeoutId),
};

;// CONCATENATED MODULE: ./node_modules/@smithy/node-http-handler/dist-es/set-connection-timeout.js

const DEFER_EVENT_LISTENER_TIME = 1000;
const setConnectionTimeout = (request, reject, timeoutInMs = 0) => {
    if (!timeoutInMs) {
        return -1;
    }
    const registerTimeout = (offset) => {
        const timeoutId = timing.setTimeout(() => {
            request.destroy();
            reject(Object.assign(new Error(`@smithy/node-http-handler - the request socket did not establish a connection with the server within the configured timeout of ${timeoutInMs} ms.`), {
                name: "TimeoutError",
            }));
        }, timeoutInMs - offset);
        const doWithSocket = (socket) => {
            if (socket?.connecting) {
                socket.on("connect", () => {
                    timing.clearTimeout(timeoutId);
                });
            }
            else {
                timing.clearTimeout(timeoutId);
            }
        };
        if (request.socket) {
            doWithSocket(request.socket);
        }
        else {
            request.on("socket", doWithSocket);
        }
    };
    if (timeoutInMs < 2000) {
        registerTimeout(0);
        return 0;
    }
    return timing.setTimeout(registerTimeout.bind(null, DEFER_EVENT_LISTENER_TIME), DEFER_EVENT_LISTENER_TIME);
};

;// CONCATENATED MODULE: ./node_modules/@smithy/node-http-handler/dist-es/set-request-timeout.js

const setRequestTimeout = (req, reject, timeoutInMs = 0, throwOnRequestTimeout, logger) => {
    if (timeoutInMs) {
        return timing.setTimeout(() => {
            let msg = `@smithy/node-http-handler - [${throwOnRequestTimeout ? "ERROR" : "WARN"}] a request has exceeded the configured ${timeoutInMs} ms requestTimeout.`;
            if (throwOnRequestTimeout) {
                const error = Object.assign(new Error(msg), {
                    name: "TimeoutError",
                    code: "ETIMEDOUT",
                });
                req.destroy(error);
                reject(error);
            }
            else {
                msg += ` Init client requestHandler with throwOnRequestTimeout=true to turn this into an error.`;
                logger?.warn?.(msg);
            }
        }, timeoutInMs);
    }
    return -1;
};

;// CONCATENATED MODULE: ./node_modules/@smithy/node-http-handler/dist-es/set-socket-keep-alive.js

const set_socket_keep_alive_DEFER_EVENT_LISTENER_TIME = 3000;
const setSocketKeepAlive = (request, { keepAlive, keepAliveMsecs }, deferTimeMs = set_socket_keep_alive_DEFER_EVENT_LISTENER_TIME) => {
    if (keepAlive !== true) {
        return -1;
    }
    const registerListener = () => {
        if (request.socket) {
            request.socket.setKeepAlive(keepAlive, keepAliveMsecs || 0);
        }
        else {
            request.on("socket", (socket) => {
                socket.setKeepAlive(keepAlive, keepAliveMsecs || 0);
            });
        }
    };
    if (deferTimeMs === 0) {
        registerListener();
        return 0;
    }
    return timing.setTimeout(registerListener, deferTimeMs);
};

;// CONCATENATED MODULE: ./node_modules/@smithy/node-http-handler/dist-es/resolve-default-socket-timeout.js
const resolveDefaultSocketTimeout = (config) => {
    const value = config?.defaultSocketTimeout;
    return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : undefined;
};

;// CONCATENATED MODULE: ./node_modules/@smithy/node-http-handler/dist-es/set-socket-timeout.js

const set_socket_timeout_DEFER_EVENT_LISTENER_TIME = 3000;
const setSocketTimeout = (request, reject, timeoutInMs = 0, isServiceDefault = false) => {
    if (!Number.isFinite(timeoutInMs) || timeoutInMs <= 0) {
        return;
    }
    let response;
    request.once("response", (res) => (response = res));
    const onTimeout = () => {
        if (response?.complete) {
            request.socket?.destroy();
            return;
        }
        const error = Object.assign(new Error(`@smithy/node-http-handler - the request socket timed out after ${timeoutInMs} ms of inactivity (${isServiceDefault ? "service default socket timeout" : "configured by client requestHandler"}).`), { name: "TimeoutError" });
        response?.destroy(error);
        request.destroy();
        reject(error);
    };
    const registerTimeout = () => {
        const { socket } = request;
        if (!socket) {
            request.once("socket", registerTimeout);
        }
        else if (socket.connecting) {
            socket.once("connect", registerTimeout);
        }
        else {
            socket.setTimeout(timeoutInMs, onTimeout);
            request.on("close", () => socket.removeListener("timeout", onTimeout));
        }
    };
    if (timeoutInMs < 6000) {
        registerTimeout();
        return;
    }
    const deferralId = timing.setTimeout(registerTimeout, set_socket_timeout_DEFER_EVENT_LISTENER_TIME);
    request.once("close", () => timing.clearTimeout(deferralId));
};

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __nccwpck_require__(7075);
;// CONCATENATED MODULE: ./node_modules/@smithy/node-http-handler/dist-es/write-request-body.js


const MIN_WAIT_TIME = 6_000;
async function writeRequestBody(httpRequest, request, maxContinueTimeoutMs = MIN_WAIT_TIME, externalAgent = false) {
    const headers = request.headers;
    const expect = headers ? headers.Expect || headers.expect : undefined;
    let timeoutId = -1;
    let sendBody = true;
    if (!externalAgent && expect === "100-continue") {
        sendBody = await Promise.race([
            new Promise((resolve) => {
                timeoutId = Number(timing.setTimeout(() => resolve(true), Math.max(MIN_WAIT_TIME, maxContinueTimeoutMs)));
            }),
            new Promise((resolve) => {
                httpRequest.on("continue", () => {
                    timing.clearTimeout(timeoutId);
                    resolve(true);
                });
                httpRequest.on("response", () => {
                    timing.clearTimeout(timeoutId);
                    resolve(false);
                });
                httpRequest.on("error", () => {
                    timing.clearTimeout(timeoutId);
                    resolve(false);
                });
            }),
        ]);
    }
    if (sendBody) {
        writeBody(httpRequest, request.body);
    }
}
function writeBody(httpRequest, body) {
    if (body instanceof external_node_stream_.Readable) {
        body.pipe(httpRequest);
        return;
    }
    if (body) {
        const isBuffer = Buffer.isBuffer(body);
        const isString = typeof body === "string";
        if (isBuffer || isString) {
            if (isBuffer && body.byteLength === 0) {
                httpRequest.end();
            }
            else {
                httpRequest.end(body);
            }
            return;
        }
        const uint8 = body;
        if (typeof uint8 === "object" &&
            uint8.buffer &&
            typeof uint8.byteOffset === "number" &&
            typeof uint8.byteLength === "number") {
            httpRequest.end(Buffer.from(uint8.buffer, uint8.byteOffset, uint8.byteLength));
            return;
        }
        httpRequest.end(Buffer.from(body));
        return;
    }
    httpRequest.end();
}

;// CONCATENATED MODULE: ./node_modules/@smithy/node-http-handler/dist-es/node-http-handler.js













const DEFAULT_REQUEST_TIMEOUT = 0;
let hAgent = undefined;
let hRequest = undefined;
class NodeHttpHandler {
    config;
    configProvider;
    socketWarningTimestamp = 0;
    externalAgent = false;
    metadata = { handlerProtocol: "http/1.1" };
    static create(instanceOrOptions) {
        if (typeof instanceOrOptions?.handle === "function") {
            return instanceOrOptions;
        }
        return new NodeHttpHandler(instanceOrOptions);
    }
    static checkSocketUsage(agent, socketWarningTimestamp, logger = console) {
        const { sockets, requests, maxSockets } = agent;
        if (typeof maxSockets !== "number" || maxSockets === Infinity) {
            return socketWarningTimestamp;
        }
        const interval = 15_000;
        if (Date.now() - interval < socketWarningTimestamp) {
            return socketWarningTimestamp;
        }
        if (sockets && requests) {
            for (const origin in sockets) {
                if (!(0,hasOwn/* hasOwn */.$)(sockets, origin)) {
                    continue;
                }
                const socketsInUse = sockets[origin]?.length ?? 0;
                const requestsEnqueued = requests[origin]?.length ?? 0;
                if (socketsInUse >= maxSockets && requestsEnqueued >= 2 * maxSockets) {
                    logger?.warn?.(`@smithy/node-http-handler:WARN - socket usage at capacity=${socketsInUse} and ${requestsEnqueued} additional requests are enqueued.
See https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html
or increase socketAcquisitionWarningTimeout=(millis) in the NodeHttpHandler config.`);
                    return Date.now();
                }
            }
        }
        return socketWarningTimestamp;
    }
    constructor(options) {
        this.configProvider = new Promise((resolve, reject) => {
            if (typeof options === "function") {
                options()
                    .then((_options) => {
                    resolve(this.resolveDefaultConfig(_options));
                })
                    .catch(reject);
            }
            else {
                resolve(this.resolveDefaultConfig(options));
            }
        });
    }
    destroy() {
        this.config?.httpAgent?.destroy();
        this.config?.httpsAgent?.destroy();
    }
    async handle(request, { abortSignal, requestTimeout } = {}) {
        if (!this.config) {
            this.config = await this.configProvider;
        }
        const config = this.config;
        const logger = config.logger;
        const isSSL = request.protocol === "https:";
        if (!isSSL && !this.config.httpAgent) {
            this.config.httpAgent = await this.config.httpAgentProvider();
        }
        return new Promise((_resolve, _reject) => {
            let writeRequestBodyPromise = undefined;
            let socketWarningTimeoutId = -1;
            let connectionTimeoutId = -1;
            let requestTimeoutId = -1;
            let keepAliveTimeoutId = -1;
            const clearTimeouts = () => {
                timing.clearTimeout(socketWarningTimeoutId);
                timing.clearTimeout(connectionTimeoutId);
                timing.clearTimeout(requestTimeoutId);
                timing.clearTimeout(keepAliveTimeoutId);
            };
            const resolve = async (arg) => {
                await writeRequestBodyPromise;
                clearTimeouts();
                _resolve(arg);
            };
            const reject = async (arg) => {
                await writeRequestBodyPromise;
                clearTimeouts();
                _reject(arg);
            };
            if (abortSignal?.aborted) {
                const abortError = buildAbortError(abortSignal);
                reject(abortError);
                return;
            }
            const headers = request.headers;
            const expectContinue = headers ? (headers.Expect ?? headers.expect) === "100-continue" : false;
            let agent = isSSL ? config.httpsAgent : config.httpAgent;
            if (expectContinue && !this.externalAgent) {
                agent = new (isSSL ? (external_node_https_default()).Agent : hAgent)({
                    keepAlive: false,
                    maxSockets: Infinity,
                });
            }
            socketWarningTimeoutId = timing.setTimeout(() => {
                this.socketWarningTimestamp = NodeHttpHandler.checkSocketUsage(agent, this.socketWarningTimestamp, logger);
            }, config.socketAcquisitionWarningTimeout ?? (config.requestTimeout ?? 2000) + (config.connectionTimeout ?? 1000));
            const queryString = request.query ? buildQueryString(request.query) : "";
            let auth = undefined;
            if (request.username != null || request.password != null) {
                const username = request.username ?? "";
                const password = request.password ?? "";
                auth = `${username}:${password}`;
            }
            let path = request.path;
            if (queryString) {
                path += `?${queryString}`;
            }
            if (request.fragment) {
                path += `#${request.fragment}`;
            }
            let hostname = request.hostname ?? "";
            if (hostname[0] === "[" && hostname.endsWith("]")) {
                hostname = request.hostname.slice(1, -1);
            }
            else {
                hostname = request.hostname;
            }
            const nodeHttpsOptions = {
                headers: request.headers,
                host: hostname,
                method: request.method,
                path,
                port: request.port,
                agent,
                auth,
            };
            const requestFunc = isSSL ? (external_node_https_default()).request : hRequest;
            const req = requestFunc(nodeHttpsOptions, (res) => {
                const httpResponse = new transport_httpResponse/* HttpResponse */.c({
                    statusCode: res.statusCode || -1,
                    reason: res.statusMessage,
                    headers: getTransformedHeaders(res.headers),
                    body: res,
                });
                resolve({ response: httpResponse });
            });
            req.on("error", (err) => {
                if (NODEJS_TIMEOUT_ERROR_CODES.includes(err.code)) {
                    reject(Object.assign(err, { name: "TimeoutError" }));
                }
                else {
                    reject(err);
                }
            });
            if (abortSignal) {
                const onAbort = () => {
                    req.destroy();
                    const abortError = buildAbortError(abortSignal);
                    reject(abortError);
                };
                if (typeof abortSignal.addEventListener === "function") {
                    const signal = abortSignal;
                    signal.addEventListener("abort", onAbort, { once: true });
                    req.once("close", () => signal.removeEventListener("abort", onAbort));
                }
                else {
                    abortSignal.onabort = onAbort;
                }
            }
            const effectiveRequestTimeout = requestTimeout ?? config.requestTimeout;
            connectionTimeoutId = setConnectionTimeout(req, reject, config.connectionTimeout);
            requestTimeoutId = setRequestTimeout(req, reject, effectiveRequestTimeout, config.throwOnRequestTimeout, logger ?? console);
            const defaultSocketTimeout = config.socketTimeout === undefined ? resolveDefaultSocketTimeout(config) : undefined;
            if (defaultSocketTimeout) {
                setSocketTimeout(req, reject, defaultSocketTimeout, true);
            }
            else {
                setSocketTimeout(req, reject, config.socketTimeout);
            }
            const httpAgent = nodeHttpsOptions.agent;
            if (typeof httpAgent === "object" && "keepAlive" in httpAgent) {
                keepAliveTimeoutId = setSocketKeepAlive(req, {
                    keepAlive: httpAgent.keepAlive,
                    keepAliveMsecs: httpAgent.keepAliveMsecs,
                });
            }
            writeRequestBodyPromise = writeRequestBody(req, request, effectiveRequestTimeout, this.externalAgent).catch((e) => {
                clearTimeouts();
                return _reject(e);
            });
        });
    }
    updateHttpClientConfig(key, value) {
        this.config = undefined;
        this.configProvider = this.configProvider.then((config) => {
            switch (key) {
                case Symbol.for("logger"):
                    key = "logger";
                    value = config.logger ?? value;
                    break;
                case Symbol.for("@smithy/defaultSocketTimeout"):
                    key = "defaultSocketTimeout";
                    value = resolveDefaultSocketTimeout(config) ?? value;
                    break;
            }
            return {
                ...config,
                [key]: value,
            };
        });
    }
    httpHandlerConfigs() {
        return this.config ?? {};
    }
    resolveDefaultConfig(options) {
        const { requestTimeout, connectionTimeout, socketTimeout, socketAcquisitionWarningTimeout, httpAgent, httpsAgent, throwOnRequestTimeout, logger, } = options || {};
        const keepAlive = true;
        const maxSockets = 50;
        let httpAgentPromise;
        return {
            connectionTimeout,
            requestTimeout,
            socketTimeout,
            defaultSocketTimeout: resolveDefaultSocketTimeout(options),
            socketAcquisitionWarningTimeout,
            throwOnRequestTimeout,
            httpAgentProvider: () => (httpAgentPromise ??= (async () => {
                const node_http = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 7067, 23));
                const { Agent, request } = node_http.default ?? node_http;
                hRequest = request;
                hAgent = Agent;
                if (httpAgent instanceof hAgent || typeof httpAgent?.destroy === "function") {
                    this.externalAgent = true;
                    return httpAgent;
                }
                return new hAgent({ keepAlive, maxSockets, ...httpAgent });
            })()),
            httpsAgent: (() => {
                if (httpsAgent instanceof (external_node_https_default()).Agent || typeof httpsAgent?.destroy === "function") {
                    this.externalAgent = true;
                    return httpsAgent;
                }
                return new (external_node_https_default()).Agent({ keepAlive, maxSockets, ...httpsAgent });
            })(),
            logger,
        };
    }
}


/***/ }),

/***/ 7476:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  B: () => (/* binding */ SignatureV4)
});

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-hex-encoding/hex-encoding.js
var hex_encoding = __nccwpck_require__(68);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-utf8/toUint8Array.js
var toUint8Array = __nccwpck_require__(3243);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/hasOwn.js
var transport_hasOwn = __nccwpck_require__(2990);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-utf8/fromUtf8.js
var fromUtf8 = __nccwpck_require__(7332);
;// CONCATENATED MODULE: ./node_modules/@smithy/signature-v4/dist-es/HeaderFormatter.js


class HeaderFormatter {
    format(headers) {
        const chunks = [];
        for (const headerName in headers) {
            if (!(0,transport_hasOwn/* hasOwn */.$)(headers, headerName)) {
                continue;
            }
            const bytes = (0,fromUtf8/* fromUtf8 */.a)(headerName);
            chunks.push(Uint8Array.from([bytes.byteLength]), bytes, this.formatHeaderValue(headers[headerName]));
        }
        const out = new Uint8Array(chunks.reduce((carry, bytes) => carry + bytes.byteLength, 0));
        let position = 0;
        for (const chunk of chunks) {
            out.set(chunk, position);
            position += chunk.byteLength;
        }
        return out;
    }
    formatHeaderValue(header) {
        switch (header.type) {
            case "boolean":
                return Uint8Array.from([header.value ? 0 : 1]);
            case "byte":
                return Uint8Array.from([2, header.value]);
            case "short":
                const shortView = new DataView(new ArrayBuffer(3));
                shortView.setUint8(0, 3);
                shortView.setInt16(1, header.value, false);
                return new Uint8Array(shortView.buffer);
            case "integer":
                const intView = new DataView(new ArrayBuffer(5));
                intView.setUint8(0, 4);
                intView.setInt32(1, header.value, false);
                return new Uint8Array(intView.buffer);
            case "long":
                const longBytes = new Uint8Array(9);
                longBytes[0] = 5;
                longBytes.set(header.value.bytes, 1);
                return longBytes;
            case "binary":
                const binView = new DataView(new ArrayBuffer(3 + header.value.byteLength));
                binView.setUint8(0, 6);
                binView.setUint16(1, header.value.byteLength, false);
                const binBytes = new Uint8Array(binView.buffer);
                binBytes.set(header.value, 3);
                return binBytes;
            case "string":
                const utf8Bytes = (0,fromUtf8/* fromUtf8 */.a)(header.value);
                const strView = new DataView(new ArrayBuffer(3 + utf8Bytes.byteLength));
                strView.setUint8(0, 7);
                strView.setUint16(1, utf8Bytes.byteLength, false);
                const strBytes = new Uint8Array(strView.buffer);
                strBytes.set(utf8Bytes, 3);
                return strBytes;
            case "timestamp":
                const tsBytes = new Uint8Array(9);
                tsBytes[0] = 8;
                tsBytes.set(Int64.fromNumber(header.value.valueOf()).bytes, 1);
                return tsBytes;
            case "uuid":
                if (!UUID_PATTERN.test(header.value)) {
                    throw new Error(`Invalid UUID received: ${header.value}`);
                }
                const uuidBytes = new Uint8Array(17);
                uuidBytes[0] = 9;
                uuidBytes.set((0,hex_encoding/* fromHex */.a)(header.value.replace(/-/g, "")), 1);
                return uuidBytes;
        }
    }
}
var HEADER_VALUE_TYPE;
(function (HEADER_VALUE_TYPE) {
    HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["boolTrue"] = 0] = "boolTrue";
    HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["boolFalse"] = 1] = "boolFalse";
    HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["byte"] = 2] = "byte";
    HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["short"] = 3] = "short";
    HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["integer"] = 4] = "integer";
    HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["long"] = 5] = "long";
    HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["byteArray"] = 6] = "byteArray";
    HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["string"] = 7] = "string";
    HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["timestamp"] = 8] = "timestamp";
    HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["uuid"] = 9] = "uuid";
})(HEADER_VALUE_TYPE || (HEADER_VALUE_TYPE = {}));
const UUID_PATTERN = /^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$/;
class Int64 {
    bytes;
    constructor(bytes) {
        this.bytes = bytes;
        if (bytes.byteLength !== 8) {
            throw new Error("Int64 buffers must be exactly 8 bytes");
        }
    }
    static fromNumber(number) {
        if (number > 9_223_372_036_854_775_807 || number < -9_223_372_036_854_775_808) {
            throw new Error(`${number} is too large (or, if negative, too small) to represent as an Int64`);
        }
        const bytes = new Uint8Array(8);
        for (let i = 7, remaining = Math.abs(Math.round(number)); i > -1 && remaining > 0; i--, remaining /= 256) {
            bytes[i] = remaining;
        }
        if (number < 0) {
            negate(bytes);
        }
        return new Int64(bytes);
    }
    valueOf() {
        const bytes = this.bytes.slice(0);
        const negative = bytes[0] & 0b10000000;
        if (negative) {
            negate(bytes);
        }
        return parseInt((0,hex_encoding/* toHex */.n)(bytes), 16) * (negative ? -1 : 1);
    }
    toString() {
        return String(this.valueOf());
    }
}
function negate(bytes) {
    for (let i = 0; i < 8; i++) {
        bytes[i] ^= 0xff;
    }
    for (let i = 7; i > -1; i--) {
        bytes[i]++;
        if (bytes[i] !== 0) {
            break;
        }
    }
}

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/normalizeProvider.js
var normalizeProvider = __nccwpck_require__(9362);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/util-uri-escape/escape-uri.js
var escape_uri = __nccwpck_require__(6856);
;// CONCATENATED MODULE: ./node_modules/@smithy/signature-v4/dist-es/constants.js
const ALGORITHM_QUERY_PARAM = "X-Amz-Algorithm";
const CREDENTIAL_QUERY_PARAM = "X-Amz-Credential";
const AMZ_DATE_QUERY_PARAM = "X-Amz-Date";
const SIGNED_HEADERS_QUERY_PARAM = "X-Amz-SignedHeaders";
const EXPIRES_QUERY_PARAM = "X-Amz-Expires";
const SIGNATURE_QUERY_PARAM = "X-Amz-Signature";
const TOKEN_QUERY_PARAM = "X-Amz-Security-Token";
const REGION_SET_PARAM = "X-Amz-Region-Set";
const AUTH_HEADER = "authorization";
const AMZ_DATE_HEADER = AMZ_DATE_QUERY_PARAM.toLowerCase();
const DATE_HEADER = "date";
const GENERATED_HEADERS = [AUTH_HEADER, AMZ_DATE_HEADER, DATE_HEADER];
const SIGNATURE_HEADER = SIGNATURE_QUERY_PARAM.toLowerCase();
const SHA256_HEADER = "x-amz-content-sha256";
const TOKEN_HEADER = TOKEN_QUERY_PARAM.toLowerCase();
const HOST_HEADER = "host";
const ALWAYS_UNSIGNABLE_HEADERS = {
    authorization: true,
    "cache-control": true,
    connection: true,
    expect: true,
    from: true,
    "keep-alive": true,
    "max-forwards": true,
    pragma: true,
    referer: true,
    te: true,
    trailer: true,
    "transfer-encoding": true,
    upgrade: true,
    "user-agent": true,
    "x-amzn-trace-id": true,
};
const PROXY_HEADER_PATTERN = /^proxy-/;
const SEC_HEADER_PATTERN = /^sec-/;
const UNSIGNABLE_PATTERNS = (/* unused pure expression or super */ null && ([/^proxy-/i, /^sec-/i]));
const ALGORITHM_IDENTIFIER = "AWS4-HMAC-SHA256";
const ALGORITHM_IDENTIFIER_V4A = "AWS4-ECDSA-P256-SHA256";
const EVENT_ALGORITHM_IDENTIFIER = "AWS4-HMAC-SHA256-PAYLOAD";
const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
const MAX_CACHE_SIZE = 50;
const KEY_TYPE_IDENTIFIER = "aws4_request";
const MAX_PRESIGNED_TTL = 60 * 60 * 24 * 7;

;// CONCATENATED MODULE: ./node_modules/@smithy/signature-v4/dist-es/getCanonicalQuery.js



const getCanonicalQuery = ({ query = {} }) => {
    const keys = [];
    const serialized = {};
    for (const key in query) {
        if (!(0,transport_hasOwn/* hasOwn */.$)(query, key)) {
            continue;
        }
        if (key.toLowerCase() === SIGNATURE_HEADER) {
            continue;
        }
        const encodedKey = (0,escape_uri/* escapeUri */.o)(key);
        keys.push(encodedKey);
        const value = query[key];
        if (typeof value === "string") {
            serialized[encodedKey] = `${encodedKey}=${(0,escape_uri/* escapeUri */.o)(value)}`;
        }
        else if (Array.isArray(value)) {
            serialized[encodedKey] = value
                .slice(0)
                .reduce((encoded, value) => encoded.concat([`${encodedKey}=${(0,escape_uri/* escapeUri */.o)(value)}`]), [])
                .sort()
                .join("&");
        }
    }
    return keys
        .sort()
        .map((key) => serialized[key])
        .filter((serialized) => serialized)
        .join("&");
};

;// CONCATENATED MODULE: ./node_modules/@smithy/signature-v4/dist-es/utilDate.js
const iso8601 = (time) => toDate(time)
    .toISOString()
    .replace(/\.\d{3}Z$/, "Z");
const toDate = (time) => {
    if (typeof time === "number") {
        return new Date(time * 1000);
    }
    if (typeof time === "string") {
        if (Number(time)) {
            return new Date(Number(time) * 1000);
        }
        return new Date(time);
    }
    return time;
};

;// CONCATENATED MODULE: ./node_modules/@smithy/signature-v4/dist-es/SignatureV4Base.js





class SignatureV4Base {
    service;
    regionProvider;
    credentialProvider;
    sha256;
    uriEscapePath;
    applyChecksum;
    constructor({ applyChecksum, credentials, region, service, sha256, uriEscapePath = true, }) {
        this.service = service;
        this.sha256 = sha256;
        this.uriEscapePath = uriEscapePath;
        this.applyChecksum = typeof applyChecksum === "boolean" ? applyChecksum : true;
        this.regionProvider = (0,normalizeProvider/* normalizeProvider */.t)(region);
        this.credentialProvider = (0,normalizeProvider/* normalizeProvider */.t)(credentials);
    }
    createCanonicalRequest(request, canonicalHeaders, payloadHash) {
        const sortedHeaders = Object.keys(canonicalHeaders).sort();
        return `${request.method}
${this.getCanonicalPath(request)}
${getCanonicalQuery(request)}
${sortedHeaders.map((name) => `${name}:${canonicalHeaders[name]}`).join("\n")}

${sortedHeaders.join(";")}
${payloadHash}`;
    }
    async createStringToSign(longDate, credentialScope, canonicalRequest, algorithmIdentifier) {
        const hash = new this.sha256();
        hash.update((0,toUint8Array/* toUint8Array */.F)(canonicalRequest));
        const hashedRequest = await hash.digest();
        return `${algorithmIdentifier}
${longDate}
${credentialScope}
${(0,hex_encoding/* toHex */.n)(hashedRequest)}`;
    }
    getCanonicalPath({ path }) {
        if (this.uriEscapePath) {
            const normalizedPathSegments = [];
            for (const pathSegment of path.split("/")) {
                if (pathSegment?.length === 0) {
                    continue;
                }
                if (pathSegment === ".") {
                    continue;
                }
                if (pathSegment === "..") {
                    normalizedPathSegments.pop();
                }
                else {
                    normalizedPathSegments.push(pathSegment);
                }
            }
            const normalizedPath = `${path?.startsWith("/") ? "/" : ""}${normalizedPathSegments.join("/")}${normalizedPathSegments.length > 0 && path?.endsWith("/") ? "/" : ""}`;
            const doubleEncoded = (0,escape_uri/* escapeUri */.o)(normalizedPath);
            return doubleEncoded.replace(/%2F/g, "/");
        }
        return path;
    }
    validateResolvedCredentials(credentials) {
        if (typeof credentials !== "object" ||
            typeof credentials.accessKeyId !== "string" ||
            typeof credentials.secretAccessKey !== "string") {
            throw new Error("Resolved credential object is not valid");
        }
    }
    formatDate(now) {
        const longDate = iso8601(now).replace(/[-:]/g, "");
        return {
            longDate,
            shortDate: longDate.slice(0, 8),
        };
    }
    getCanonicalHeaderList(headers) {
        return Object.keys(headers).sort().join(";");
    }
}

;// CONCATENATED MODULE: ./node_modules/@smithy/signature-v4/dist-es/credentialDerivation.js


const signingKeyCache = {};
const cacheQueue = [];
const createScope = (shortDate, region, service) => `${shortDate}/${region}/${service}/${KEY_TYPE_IDENTIFIER}`;
const getSigningKey = async (sha256Constructor, credentials, shortDate, region, service) => {
    const credsHash = await hmac(sha256Constructor, credentials.secretAccessKey, credentials.accessKeyId);
    const cacheKey = `${shortDate}:${region}:${service}:${(0,hex_encoding/* toHex */.n)(credsHash)}:${credentials.sessionToken}`;
    if (cacheKey in signingKeyCache) {
        return signingKeyCache[cacheKey];
    }
    cacheQueue.push(cacheKey);
    while (cacheQueue.length > MAX_CACHE_SIZE) {
        delete signingKeyCache[cacheQueue.shift()];
    }
    let key = `AWS4${credentials.secretAccessKey}`;
    for (const signable of [shortDate, region, service, KEY_TYPE_IDENTIFIER]) {
        key = await hmac(sha256Constructor, key, signable);
    }
    return (signingKeyCache[cacheKey] = key);
};
const clearCredentialCache = () => {
    cacheQueue.length = 0;
    Object.keys(signingKeyCache).forEach((cacheKey) => {
        delete signingKeyCache[cacheKey];
    });
};
const hmac = (ctor, secret, data) => {
    const hash = new ctor(secret);
    hash.update((0,toUint8Array/* toUint8Array */.F)(data));
    return hash.digest();
};

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/writeKey.js
var writeKey = __nccwpck_require__(412);
;// CONCATENATED MODULE: ./node_modules/@smithy/signature-v4/dist-es/getCanonicalHeaders.js


const getCanonicalHeaders = ({ headers }, unsignableHeaders, signableHeaders) => {
    const canonical = {};
    for (const headerName of Object.keys(headers).sort()) {
        if (headers[headerName] == undefined) {
            continue;
        }
        const canonicalHeaderName = headerName.toLowerCase();
        if ((0,transport_hasOwn/* hasOwn */.$)(ALWAYS_UNSIGNABLE_HEADERS, canonicalHeaderName) ||
            unsignableHeaders?.has(canonicalHeaderName) ||
            PROXY_HEADER_PATTERN.test(canonicalHeaderName) ||
            SEC_HEADER_PATTERN.test(canonicalHeaderName)) {
            if (!signableHeaders || (signableHeaders && !signableHeaders.has(canonicalHeaderName))) {
                continue;
            }
        }
        if (canonicalHeaderName === "__proto__") {
            (0,writeKey/* writeKey */.T)(canonical);
        }
        canonical[canonicalHeaderName] = headers[headerName]
            .replace(/[\r\n]/g, " ")
            .replace(/[ \t]+/g, " ")
            .replace(/^ | $/g, "");
    }
    return canonical;
};

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/is-array-buffer/is-array-buffer.js
var is_array_buffer = __nccwpck_require__(1719);
;// CONCATENATED MODULE: ./node_modules/@smithy/signature-v4/dist-es/getPayloadHash.js



const getPayloadHash = async ({ headers, body }, hashConstructor) => {
    for (const headerName in headers) {
        if (!(0,transport_hasOwn/* hasOwn */.$)(headers, headerName)) {
            continue;
        }
        if (headerName.toLowerCase() === SHA256_HEADER) {
            return headers[headerName];
        }
    }
    if (body == undefined) {
        return "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    }
    else if (typeof body === "string" || ArrayBuffer.isView(body) || (0,is_array_buffer/* isArrayBuffer */.m)(body)) {
        const hashCtor = new hashConstructor();
        hashCtor.update((0,toUint8Array/* toUint8Array */.F)(body));
        return (0,hex_encoding/* toHex */.n)(await hashCtor.digest());
    }
    return UNSIGNED_PAYLOAD;
};

;// CONCATENATED MODULE: ./node_modules/@smithy/signature-v4/dist-es/headerUtil.js

const hasHeader = (soughtHeader, headers) => {
    soughtHeader = soughtHeader.toLowerCase();
    for (const headerName in headers) {
        if (!(0,transport_hasOwn/* hasOwn */.$)(headers, headerName)) {
            continue;
        }
        if (soughtHeader === headerName.toLowerCase()) {
            return true;
        }
    }
    return false;
};
const getHeaderValue = (soughtHeader, headers) => {
    soughtHeader = soughtHeader.toLowerCase();
    for (const headerName in headers) {
        if (!hasOwn(headers, headerName)) {
            continue;
        }
        if (soughtHeader === headerName.toLowerCase()) {
            return headers[headerName];
        }
    }
    return undefined;
};
const deleteHeader = (soughtHeader, headers) => {
    soughtHeader = soughtHeader.toLowerCase();
    for (const headerName in headers) {
        if (!hasOwn(headers, headerName)) {
            continue;
        }
        if (soughtHeader === headerName.toLowerCase()) {
            delete headers[headerName];
        }
    }
};

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/httpRequest.js
var httpRequest = __nccwpck_require__(9725);
;// CONCATENATED MODULE: ./node_modules/@smithy/signature-v4/dist-es/moveHeadersToQuery.js


const moveHeadersToQuery = (request, options = {}) => {
    const { headers, query = {} } = httpRequest/* HttpRequest */.K.clone(request);
    for (const name in headers) {
        if (!(0,transport_hasOwn/* hasOwn */.$)(headers, name)) {
            continue;
        }
        const lname = name.toLowerCase();
        if ((lname.slice(0, 6) === "x-amz-" && !options.unhoistableHeaders?.has(lname)) ||
            options.hoistableHeaders?.has(lname)) {
            query[name] = headers[name];
            delete headers[name];
        }
    }
    return {
        ...request,
        headers,
        query,
    };
};

;// CONCATENATED MODULE: ./node_modules/@smithy/signature-v4/dist-es/prepareRequest.js



const prepareRequest = (request) => {
    request = httpRequest/* HttpRequest */.K.clone(request);
    for (const headerName in request.headers) {
        if (!(0,transport_hasOwn/* hasOwn */.$)(request.headers, headerName)) {
            continue;
        }
        if (GENERATED_HEADERS.indexOf(headerName.toLowerCase()) > -1) {
            delete request.headers[headerName];
        }
    }
    return request;
};

;// CONCATENATED MODULE: ./node_modules/@smithy/signature-v4/dist-es/SignatureV4.js










class SignatureV4 extends SignatureV4Base {
    headerFormatter = new HeaderFormatter();
    constructor({ applyChecksum, credentials, region, service, sha256, uriEscapePath = true, }) {
        super({
            applyChecksum,
            credentials,
            region,
            service,
            sha256,
            uriEscapePath,
        });
    }
    async presign(originalRequest, options = {}) {
        const { signingDate = new Date(), expiresIn = 3600, unsignableHeaders, unhoistableHeaders, signableHeaders, hoistableHeaders, signingRegion, signingService, } = options;
        const credentials = await this.credentialProvider();
        this.validateResolvedCredentials(credentials);
        const region = signingRegion ?? (await this.regionProvider());
        const { longDate, shortDate } = this.formatDate(signingDate);
        if (expiresIn > MAX_PRESIGNED_TTL) {
            return Promise.reject("Signature version 4 presigned URLs" + " must have an expiration date less than one week in" + " the future");
        }
        const scope = createScope(shortDate, region, signingService ?? this.service);
        const request = moveHeadersToQuery(prepareRequest(originalRequest), { unhoistableHeaders, hoistableHeaders });
        if (credentials.sessionToken) {
            request.query[TOKEN_QUERY_PARAM] = credentials.sessionToken;
        }
        request.query[ALGORITHM_QUERY_PARAM] = ALGORITHM_IDENTIFIER;
        request.query[CREDENTIAL_QUERY_PARAM] = `${credentials.accessKeyId}/${scope}`;
        request.query[AMZ_DATE_QUERY_PARAM] = longDate;
        request.query[EXPIRES_QUERY_PARAM] = expiresIn.toString(10);
        const canonicalHeaders = getCanonicalHeaders(request, unsignableHeaders, signableHeaders);
        request.query[SIGNED_HEADERS_QUERY_PARAM] = this.getCanonicalHeaderList(canonicalHeaders);
        request.query[SIGNATURE_QUERY_PARAM] = await this.getSignature(longDate, scope, this.getSigningKey(credentials, region, shortDate, signingService), this.createCanonicalRequest(request, canonicalHeaders, await getPayloadHash(originalRequest, this.sha256)));
        return request;
    }
    async sign(toSign, options) {
        if (typeof toSign === "string") {
            return this.signString(toSign, options);
        }
        else if (toSign.headers && toSign.payload) {
            return this.signEvent(toSign, options);
        }
        else if (toSign.message) {
            return this.signMessage(toSign, options);
        }
        else {
            return this.signRequest(toSign, options);
        }
    }
    async signEvent({ headers, payload }, { signingDate = new Date(), priorSignature, signingRegion, signingService, eventStreamCredentials, }) {
        const region = signingRegion ?? (await this.regionProvider());
        const { shortDate, longDate } = this.formatDate(signingDate);
        const scope = createScope(shortDate, region, signingService ?? this.service);
        const hashedPayload = await getPayloadHash({ headers: {}, body: payload }, this.sha256);
        const hash = new this.sha256();
        hash.update(headers);
        const hashedHeaders = (0,hex_encoding/* toHex */.n)(await hash.digest());
        const stringToSign = [
            EVENT_ALGORITHM_IDENTIFIER,
            longDate,
            scope,
            priorSignature,
            hashedHeaders,
            hashedPayload,
        ].join("\n");
        return this.signString(stringToSign, {
            signingDate,
            signingRegion: region,
            signingService,
            eventStreamCredentials,
        });
    }
    async signMessage(signableMessage, { signingDate = new Date(), signingRegion, signingService, eventStreamCredentials }) {
        const promise = this.signEvent({
            headers: this.headerFormatter.format(signableMessage.message.headers),
            payload: signableMessage.message.body,
        }, {
            signingDate,
            signingRegion,
            signingService,
            priorSignature: signableMessage.priorSignature,
            eventStreamCredentials,
        });
        return promise.then((signature) => {
            return { message: signableMessage.message, signature };
        });
    }
    async signString(stringToSign, { signingDate = new Date(), signingRegion, signingService, eventStreamCredentials, } = {}) {
        const credentials = eventStreamCredentials ?? (await this.credentialProvider());
        this.validateResolvedCredentials(credentials);
        const region = signingRegion ?? (await this.regionProvider());
        const { shortDate } = this.formatDate(signingDate);
        const hash = new this.sha256(await this.getSigningKey(credentials, region, shortDate, signingService));
        hash.update((0,toUint8Array/* toUint8Array */.F)(stringToSign));
        return (0,hex_encoding/* toHex */.n)(await hash.digest());
    }
    async signRequest(requestToSign, { signingDate = new Date(), signableHeaders, unsignableHeaders, signingRegion, signingService, } = {}) {
        const credentials = await this.credentialProvider();
        this.validateResolvedCredentials(credentials);
        const region = signingRegion ?? (await this.regionProvider());
        const request = prepareRequest(requestToSign);
        const { longDate, shortDate } = this.formatDate(signingDate);
        const scope = createScope(shortDate, region, signingService ?? this.service);
        request.headers[AMZ_DATE_HEADER] = longDate;
        if (credentials.sessionToken) {
            request.headers[TOKEN_HEADER] = credentials.sessionToken;
        }
        const payloadHash = await getPayloadHash(request, this.sha256);
        if (!hasHeader(SHA256_HEADER, request.headers) && this.applyChecksum) {
            request.headers[SHA256_HEADER] = payloadHash;
        }
        const canonicalHeaders = getCanonicalHeaders(request, unsignableHeaders, signableHeaders);
        const signature = await this.getSignature(longDate, scope, this.getSigningKey(credentials, region, shortDate, signingService), this.createCanonicalRequest(request, canonicalHeaders, payloadHash));
        request.headers[AUTH_HEADER] =
            `${ALGORITHM_IDENTIFIER} ` +
                `Credential=${credentials.accessKeyId}/${scope}, ` +
                `SignedHeaders=${this.getCanonicalHeaderList(canonicalHeaders)}, ` +
                `Signature=${signature}`;
        return request;
    }
    async getSignature(longDate, credentialScope, keyPromise, canonicalRequest) {
        const stringToSign = await this.createStringToSign(longDate, credentialScope, canonicalRequest, ALGORITHM_IDENTIFIER);
        const hash = new this.sha256(await keyPromise);
        hash.update((0,toUint8Array/* toUint8Array */.F)(stringToSign));
        return (0,hex_encoding/* toHex */.n)(await hash.digest());
    }
    getSigningKey(credentials, region, shortDate, service) {
        return getSigningKey(this.sha256, credentials, shortDate, region, service || this.service);
    }
}


/***/ }),

/***/ 7418:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ SMITHY_CONTEXT_KEY)
/* harmony export */ });
const SMITHY_CONTEXT_KEY = "__smithy_context";


/***/ }),

/***/ 8669:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ IniSectionType)
/* harmony export */ });
var IniSectionType;
(function (IniSectionType) {
    IniSectionType["PROFILE"] = "profile";
    IniSectionType["SSO_SESSION"] = "sso-session";
    IniSectionType["SERVICES"] = "services";
})(IniSectionType || (IniSectionType = {}));


/***/ }),

/***/ 6698:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:async_hooks");

/***/ }),

/***/ 4573:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:buffer");

/***/ }),

/***/ 1421:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 3024:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 1455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

/***/ }),

/***/ 7067:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");

/***/ }),

/***/ 4708:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");

/***/ }),

/***/ 8161:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 7075:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream");

/***/ }),

/***/ 8500:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");

/***/ }),

/***/ 7975:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");

/***/ }),

/***/ 8522:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");

/***/ }),

/***/ 3385:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $m: () => (/* binding */ resourceOfArn),
/* harmony export */   $z: () => (/* binding */ parsePlaceholder),
/* harmony export */   AH: () => (/* binding */ policyArnCandidates),
/* harmony export */   Fh: () => (/* binding */ partitionOfArn),
/* harmony export */   G_: () => (/* binding */ withProviderArns),
/* harmony export */   KC: () => (/* binding */ accountOfArn),
/* harmony export */   Ny: () => (/* binding */ oidcProvider),
/* harmony export */   PW: () => (/* binding */ isAwsManaged),
/* harmony export */   QO: () => (/* binding */ isReservedPath),
/* harmony export */   Tw: () => (/* binding */ replaceRoleArns),
/* harmony export */   Vl: () => (/* binding */ policyEffects),
/* harmony export */   Zm: () => (/* binding */ withoutPlaceholders),
/* harmony export */   iQ: () => (/* reexport safe */ _aws_sdk_core_client__WEBPACK_IMPORTED_MODULE_0__.jB),
/* harmony export */   qf: () => (/* binding */ placeholder),
/* harmony export */   s1: () => (/* binding */ nameInArn)
/* harmony export */ });
/* harmony import */ var _broadening_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(6997);
/* harmony import */ var _policy_document_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8538);
/* harmony import */ var _aws_sdk_core_client__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3305);
/**
 * ARNs: their parts, the managed policies that they name, and placeholders for those that IAM assigns only when the run
 * creates a resource: `{role-arn:demo}`. Plans hold these, and the run replaces them just before it sends the call.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */


/** Returns the partition of a region from the SDK's own data, without a call. */

/** The paths of the policies that AWS manages, in the order in which a bare policy name is looked up. */
const MANAGED_POLICY_PATHS = ['', 'service-role/', 'job-function/'];
/**
 * Lists the ARNs that a managed policy's ARN or AWS managed policy name may refer to, the likeliest first. A name with a
 * path refers to that path alone.
 */
function policyArnCandidates(reference, partition) {
    if (reference.startsWith('arn:'))
        return [reference];
    const name = reference.replace(/^\//, '');
    const paths = name.includes('/') ? [''] : MANAGED_POLICY_PATHS;
    return paths.map((path) => `arn:${partition}:iam::aws:policy/${path}${name}`);
}
/** Returns the resource in an ARN, `role/path/name`. Returns any other text unchanged. */
function resourceOfArn(arn) {
    return arn.split(':').slice(5).join(':') || arn;
}
/** Returns the partition in an ARN: `aws`, `aws-cn`, `aws-us-gov`. */
function partitionOfArn(arn) {
    return arn.split(':')[1];
}
/** Returns the account's id in an ARN. */
function accountOfArn(arn) {
    const account = arn.split(':')[4];
    return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}
/** Returns the name of a policy or role, the last part of its ARN or path. */
function nameInArn(arn) {
    return arn.slice(arn.lastIndexOf('/') + 1);
}
/** Reports whether AWS services or IAM Identity Center own the roles under a path; IAM refuses to change those. */
function isReservedPath(path) {
    return path.startsWith('/aws-service-role/') || path.startsWith('/aws-reserved/');
}
const PLACEHOLDER = /^\{([a-z-]+)-(arn|id):(.+)\}$/;
const PROVIDER_ARNS = /\{oidc-provider-arn:([\w.:/-]+)\}/g;
const ROLE_ARNS = /\{role-arn:([\w+=,.@-]+)\}/g;
function placeholder(label, part, name) {
    return `{${label}-${part}:${name}}`;
}
/** Returns the label, the part and the name of a placeholder, undefined for any other text. */
function parsePlaceholder(text) {
    const [, label, part, name] = PLACEHOLDER.exec(text) ?? [];
    if (label === undefined || name === undefined)
        return undefined;
    return { label, part: part === 'id' ? 'id' : 'arn', name };
}
/** Replaces the role placeholders in a text; `$1` is the role's name. */
function replaceRoleArns(text, replacement) {
    return text.replace(ROLE_ARNS, replacement);
}
/** Returns the placeholder of an OIDC provider, whose ARN has the account's id. @param issuer host and path of its URL */
function oidcProvider(issuer) {
    return placeholder('oidc-provider', 'arn', issuer);
}
/** Replaces the placeholders of OIDC providers in a document. */
function withProviderArns(document, arnOf) {
    const replaced = (whole, issuer) => arnOf(issuer) ?? whole;
    return JSON.parse(JSON.stringify(document).replace(PROVIDER_ARNS, replaced));
}
/** Returns the input with every placeholder replaced. */
function withoutPlaceholders(input, resolve) {
    const replaced = (value) => {
        if (Array.isArray(value))
            return value.map(replaced);
        const parsed = typeof value === 'string' ? parsePlaceholder(value) : undefined;
        return parsed === undefined ? value : resolve(parsed);
    };
    return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, replaced(value)]));
}
/** AWS's own policies that deny, as of 2026-05-01, except those of service-linked roles, which no other role can use. */
const DENY_ONLY = new Set([
    'AWSCompromisedKeyQuarantine',
    'AWSCompromisedKeyQuarantineV2',
    'AWSCompromisedKeyQuarantineV3',
    'AWSDenyAll',
    'AWSIAMIdentityCenterAllowListForIdentityContext',
    'root-task/IAMAuditRootUserCredentials',
    'root-task/IAMCreateRootUserPassword',
    'root-task/IAMDeleteRootUserCredentials',
    'root-task/S3UnlockBucketPolicy',
    'root-task/SQSUnlockQueuePolicy',
]);
const ALLOW_AND_DENY = new Set([
    'AWSCertificateManagerPrivateCAPrivilegedUser',
    'AWSCertificateManagerPrivateCAUser',
    'AWSCleanRoomsFullAccessNoQuerying',
    'AWSDeepRacerDefaultMultiUserAccess',
    'AWSLakeFormationDataAdmin',
    'AWSPrivateCAPrivilegedUser',
    'AWSPrivateCAUser',
    'AmazonConnectReadOnlyAccess',
    'AmazonDataZoneEnvironmentRolePermissionsBoundary',
    'AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary',
    'AmazonRedshiftDataFullAccess',
    'AmazonSecurityLakePermissionsBoundary',
    'AwsGlueSessionUserRestrictedNotebookPolicy',
    'AwsGlueSessionUserRestrictedPolicy',
    'SageMakerStudioAdminIAMDefaultExecutionPolicy',
    'SageMakerStudioAdminIAMPermissiveExecutionPolicy',
    'SageMakerStudioProjectUserRolePermissionsBoundary',
    'SageMakerStudioUserIAMDefaultExecutionPolicy',
    'SageMakerStudioUserIAMPermissiveExecutionPolicy',
    'service-role/AWSTransformApplicationDeploymentPolicy',
    'service-role/AwsGlueSessionUserRestrictedNotebookServiceRole',
    'service-role/AwsGlueSessionUserRestrictedServiceRole',
]);
const AWS_MANAGED = /^arn:[\w-]+:iam::aws:policy\/(.+)$/;
/** Reports whether AWS manages the policy. */
function isAwsManaged(arn) {
    return AWS_MANAGED.test(arn);
}
/**
 * Returns the effects of a managed policy. A policy whose document could not be read counts as both granting and denying.
 *
 * @param documents the documents that the run has read, by ARN
 */
function policyEffects(arn, documents = new Map()) {
    const document = documents.get(arn);
    if (document !== undefined) {
        const denies = (0,_policy_document_js__WEBPACK_IMPORTED_MODULE_1__/* .parseStatements */ .YK)(document).some(({ effect }) => effect === 'Deny');
        return { grants: (0,_broadening_js__WEBPACK_IMPORTED_MODULE_2__/* .broadens */ .zn)(undefined, document), denies };
    }
    const name = AWS_MANAGED.exec(arn)?.[1];
    if (name === undefined)
        return { grants: true, denies: true };
    return { grants: !DENY_ONLY.has(name), denies: DENY_ONLY.has(name) || ALLOW_AND_DENY.has(name) };
}


/***/ }),

/***/ 6997:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Bj: () => (/* binding */ singleStatements),
/* harmony export */   Hi: () => (/* binding */ policyChange),
/* harmony export */   UJ: () => (/* binding */ coveredBy),
/* harmony export */   Zm: () => (/* binding */ comparable),
/* harmony export */   cK: () => (/* binding */ matches),
/* harmony export */   hU: () => (/* binding */ covers),
/* harmony export */   kV: () => (/* binding */ sameVariableSemantics),
/* harmony export */   rE: () => (/* binding */ version),
/* harmony export */   so: () => (/* binding */ deniesLess),
/* harmony export */   uJ: () => (/* binding */ singlesByEffect),
/* harmony export */   w1: () => (/* binding */ wildcardMatches),
/* harmony export */   y$: () => (/* binding */ phaseDocuments),
/* harmony export */   z9: () => (/* binding */ mergeStatements),
/* harmony export */   zn: () => (/* binding */ broadens)
/* harmony export */ });
/* harmony import */ var _policy_document_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8538);
/**
 * Decides whether one policy document allows something that another does not, statement by statement. The answer errs to one
 * side only: "no" is certain, "yes" may be a doubt (wildcards that cannot be compared, statements that are split differently).
 */

/**
 * Reports whether `after` may allow something that `before` does not: an Allow that no Allow of `before` covers, or a Deny
 * of `before` that no Deny of `after` covers.
 *
 * @param before the current document, undefined for none
 * @param after the new document, undefined for none
 */
function broadens(before, after) {
    const known = sameVariableSemantics(before, after) ? singlesByEffect(before).allows : [];
    return !areCovered(singlesByEffect(after).allows, known) || deniesLess(before, after);
}
/** Reports whether a Deny of `before` may be missing in `after`. */
function deniesLess(before, after) {
    const kept = sameVariableSemantics(before, after) ? singlesByEffect(after).denies : [];
    return !areCovered(singlesByEffect(before).denies, kept);
}
function policyChange(before, after) {
    const [a, b] = [singlesByEffect(before), singlesByEffect(after)];
    return {
        grants: !areCovered(b.allows, a.allows),
        revokes: !areCovered(a.allows, b.allows),
        denies: !areCovered(b.denies, a.denies) || !areCovered(a.denies, b.denies),
    };
}
/**
 * Returns the five documents that lead from one inline policy to another. After the first one they add the denials of both,
 * then the grants of both, keep only the grants of the second, and end with the second one. Equal neighbours are the same
 * object, so nothing changes between them. Returns undefined if the documents' versions of the policy language differ in
 * meaning, because such documents cannot be merged.
 *
 * @param safe whether the grants in between are those that both have, so that revocations precede grants
 * @param middle the documents whose denials hold in between
 */
function phaseDocuments(before, after, safe, middle = 'both') {
    if (!sameVariableSemantics(before, after))
        return undefined;
    const [a, b] = [singlesByEffect(before), singlesByEffect(after)];
    const [allowsA, allowsB] = aligned(a.allows, b.allows);
    const [deniesA, deniesB] = aligned(a.denies, b.denies);
    const denials = { both: union(deniesA, deniesB), first: deniesA, second: deniesB }[middle];
    const grants = safe ? intersection(allowsA, allowsB) : union(allowsA, allowsB);
    const build = (allows, denies) => {
        if (allows === allowsB && denies === deniesB)
            return after;
        if (allows === allowsA && denies === deniesA)
            return before;
        const statements = [...allows, ...denies].map(({ json }) => json);
        return statements.length === 0
            ? undefined
            : { Version: version(after ?? before ?? {}), Statement: mergeStatements(statements) };
    };
    const first = safe ? build(grants, deniesA) : build(allowsA, denials);
    const all = [before, first, build(grants, denials), build(allowsB, denials), after];
    return all.reduce((documents, next) => {
        const last = documents.at(-1);
        return [...documents, (0,_policy_document_js__WEBPACK_IMPORTED_MODULE_0__/* .sameDocument */ ._H)(last, next) ? last : next];
    }, []);
}
/** Returns the first list twice if both mean the same. */
function aligned(a, b) {
    return areCovered(a, b) && areCovered(b, a) ? [a, a] : [a, b];
}
function union(a, b) {
    if (areCovered(a, b))
        return b;
    const more = without(b, a);
    return more.length === 0 ? a : [...a, ...more];
}
function intersection(a, b) {
    if (areCovered(b, a) && !areCovered(a, b))
        return b;
    const common = a.filter(coveredBy(b));
    return common.length === a.length ? a : [...common, ...without(b.filter(coveredBy(a)), common)];
}
function areCovered(statements, by) {
    return statements.every(coveredBy(by));
}
function without(statements, covered) {
    const isCovered = coveredBy(covered);
    return statements.filter((statement) => !isCovered(statement));
}
/** Merges statements that differ only by principal or only by action: unmerged they could exceed IAM's quota. */
function mergeStatements(statements) {
    return mergeBy('Action', mergeBy('Principal', statements));
}
function mergeBy(field, statements) {
    const groups = Map.groupBy(statements, ({ [field]: value, ...rest }) => JSON.stringify([rest, typeof value === 'string' || value]));
    return [...groups.values()].map((group) => {
        const all = [...new Set(group.map((each) => each[field]).filter((value) => typeof value === 'string'))];
        const [value, ...more] = all;
        if (value === undefined)
            return group[0] ?? {};
        const merged = field === 'Principal' ? asPrincipal(all) : more.length === 0 ? value : all;
        return { ...group[0], [field]: merged };
    });
}
/** Splits a document's statements into one for each principal and action. */
function singleStatements(document) {
    return (0,_policy_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseStatements */ .YK)(document)
        .flatMap((statement) => splitBy('Principal', statement))
        .flatMap((statement) => splitBy('Action', statement));
}
/** The JSON of a part has the principal as `AWS:\u2026`, `Service:\u2026`, `*`. */
function splitBy(field, statement) {
    const { fields, json } = statement;
    return (fields.get(field)?.map((value) => ({
        ...statement,
        fields: new Map(fields).set(field, [value]),
        json: { ...json, [field]: value },
    })) ?? [statement]);
}
function asPrincipal(principals) {
    const named = principals.map((principal) => (0,_policy_document_js__WEBPACK_IMPORTED_MODULE_0__/* .splitAt */ .gI)(principal === '*' ? 'AWS:*' : principal, ':'));
    const byKind = Map.groupBy(named, ([kind]) => kind);
    return Object.fromEntries([...byKind].map(([kind, group]) => [kind, group.map(([, name]) => name)]));
}
/** Returns a function that reports whether one of the statements in `by` covers a statement. */
function coveredBy(by) {
    // A document has room for a thousand actions, so only those are compared that have a chance.
    const byAction = Map.groupBy(by, exactAction);
    const patterns = byAction.get(undefined) ?? [];
    return (narrow) => {
        const action = exactAction(narrow);
        const same = action === undefined ? [] : (byAction.get(action) ?? []);
        return [...same, ...patterns].some((wide) => covers(wide, narrow));
    };
}
/** Returns the statement's action, or undefined if it has a wildcard or there is none. */
function exactAction({ fields }) {
    const [action] = comparable('Action', fields.get('Action') ?? []);
    return action !== undefined && /[*?]/.test(action) ? undefined : action;
}
/**
 * Reports whether `wide` applies to every request that `narrow` applies to. IAM may ignore a whole statement if one of its
 * variables has no value.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
function covers(wide, narrow) {
    // If one of them lacks a field (Action against NotAction), they cannot be compared.
    if (wide.fields.size !== narrow.fields.size)
        return false;
    for (const [field, written] of wide.fields) {
        const found = narrow.fields.get(field);
        if (found === undefined)
            return false;
        const [wideValues, narrowValues] = [comparable(field, written), comparable(field, found)];
        const [values, patterns] = field.startsWith('Not')
            ? [wideValues, narrowValues]
            : [narrowValues, wideValues];
        if (!values.every((value) => patterns.some((pattern) => matches(value, pattern))))
            return false;
    }
    if (!conditionCovers(wide.conditions, narrow.conditions))
        return false;
    // A variable that only `wide` has may have no value.
    const variables = JSON.stringify(wide.json).match(/\$\{(?![*?$]\})[^,}]*\}/g) ?? [];
    return variables.every((variable) => JSON.stringify(narrow.json).includes(variable));
}
/** Returns the values of a field as IAM compares them: it ignores the case of actions. */
function comparable(field, values) {
    return field.endsWith('Action') ? values.map((value) => value.toLowerCase()) : values;
}
/** Compares conditions. More of them are narrower (and); for most operators fewer values of one are narrower (or). */
function conditionCovers(wide, narrow) {
    return [...wide].every(([test, values]) => {
        const first = narrow.get(test);
        // A key that the first test requires exists, so `IfExists` makes no difference.
        const second = first && narrow.get(test.replace(' ', 'IfExists '));
        const exact = /^(String|Arn)(Equals|Like) /.test(test);
        return [first, second].some((narrower) => narrower?.every((value) => values.includes(value)) === true &&
            ((exact && narrower.length > 0) || narrower.length === values.length));
    });
}
/**
 * Reports whether `pattern` covers `value`, which may be a pattern itself. `?` matches one character, so it does not cover
 * a `*`. In principals `*` is no wildcard unless it is the whole principal: anyone.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function matches(value, pattern) {
    if (pattern === value)
        return true;
    if (!/[*?]/.test(pattern) || /^(AWS|Service|Federated|CanonicalUser):/.test(pattern))
        return false;
    // A variable in the value may have any value. A variable in the pattern covers only an equal text, see above.
    return wildcardMatches(Array.from(value.replace(/\$\{[^}]*\}?/g, '*')), Array.from(pattern));
}
/**
 * Matches without a regular expression, whose time grows with the power of the number of asterisks. It is enough to try
 * the last asterisk again: an earlier one that ends later leaves less for those after it.
 */
function wildcardMatches(value, pattern) {
    let at = 0;
    let end = 0;
    let asterisk;
    while (end < value.length) {
        if (pattern[at] === '*') {
            asterisk = { at, end };
            at += 1;
        }
        else if (pattern[at] === value[end] ||
            (pattern[at] === '?' && value[end] !== '*' && value[end] !== ':')) {
            at += 1;
            end += 1;
        }
        else {
            // An asterisk matches colons only at the end of the pattern.
            if (asterisk === undefined || (value[asterisk.end] === ':' && asterisk.at < pattern.length - 1))
                return false;
            asterisk.end += 1;
            at = asterisk.at + 1;
            end = asterisk.end;
        }
    }
    return !pattern.some((character, index) => index >= at && character !== '*');
}
function singlesByEffect(document = {}) {
    const { allows = [], denies = [] } = Object.groupBy(singleStatements(document), ({ effect }) => effect === 'Deny' ? 'denies' : 'allows');
    return { allows, denies };
}
/** Reports whether both documents read `${\u2026}` alike: it is a variable in one version of the language, text in the other. */
function sameVariableSemantics(a, b) {
    if (a === undefined || b === undefined)
        return true;
    return !JSON.stringify([a, b]).includes('${') || version(a) === version(b);
}
function version(document) {
    return (0,_policy_document_js__WEBPACK_IMPORTED_MODULE_0__/* .canonicalDocument */ .UD)(document)['Version'] ?? null;
}


/***/ }),

/***/ 7414:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  q$: () => (/* binding */ CALLS),
  Bg: () => (/* binding */ SERVICES),
  qj: () => (/* binding */ actionOf),
  Qq: () => (/* binding */ authorizedKind),
  p9: () => (/* binding */ callsOf),
  Wy: () => (/* binding */ labelOf),
  KU: () => (/* binding */ resourceOf),
  z5: () => (/* binding */ serviceOf)
});

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/client/smithy-client/client-command-builder.js + 2 modules
var client_command_builder = __nccwpck_require__(6801);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/index.js + 6 modules
var endpoints = __nccwpck_require__(4172);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/endpoint/EndpointParameters.js
var EndpointParameters = __nccwpck_require__(8097);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commandBuilder.js



const command = (0,client_command_builder/* makeBuilder */.k)(EndpointParameters/* commonParams */.S, "AWSIdentityManagementV20100508", "IAMClient", endpoints/* getEndpointPlugin */.rD);
const _ep0 = {};
const _mw0 = (Command, cs, config, o) => [];

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/schemas/schemas_0.js + 2 modules
var schemas_0 = __nccwpck_require__(135);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/GetAccountSummaryCommand.js


class GetAccountSummaryCommand extends command(_ep0, _mw0, "GetAccountSummary", schemas_0/* GetAccountSummary$ */.C9B) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/GetInstanceProfileCommand.js


class GetInstanceProfileCommand extends command(_ep0, _mw0, "GetInstanceProfile", schemas_0/* GetInstanceProfile$ */.nqs) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/GetOpenIDConnectProviderCommand.js


class GetOpenIDConnectProviderCommand extends command(_ep0, _mw0, "GetOpenIDConnectProvider", schemas_0/* GetOpenIDConnectProvider$ */.N5c) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/GetPolicyCommand.js


class GetPolicyCommand extends command(_ep0, _mw0, "GetPolicy", schemas_0/* GetPolicy$ */.BFj) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/GetPolicyVersionCommand.js


class GetPolicyVersionCommand extends command(_ep0, _mw0, "GetPolicyVersion", schemas_0/* GetPolicyVersion$ */.tYe) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/GetRoleCommand.js


class GetRoleCommand extends command(_ep0, _mw0, "GetRole", schemas_0/* GetRole$ */.pW4) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/GetRolePolicyCommand.js


class GetRolePolicyCommand extends command(_ep0, _mw0, "GetRolePolicy", schemas_0/* GetRolePolicy$ */.bee) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/ListAttachedRolePoliciesCommand.js


class ListAttachedRolePoliciesCommand extends command(_ep0, _mw0, "ListAttachedRolePolicies", schemas_0/* ListAttachedRolePolicies$ */.JWy) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/ListInstanceProfilesForRoleCommand.js


class ListInstanceProfilesForRoleCommand extends command(_ep0, _mw0, "ListInstanceProfilesForRole", schemas_0/* ListInstanceProfilesForRole$ */.Fuf) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/ListRolePoliciesCommand.js


class ListRolePoliciesCommand extends command(_ep0, _mw0, "ListRolePolicies", schemas_0/* ListRolePolicies$ */.rBP) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/ListRolesCommand.js


class ListRolesCommand extends command(_ep0, _mw0, "ListRoles", schemas_0/* ListRoles$ */.WLh) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/AddRoleToInstanceProfileCommand.js


class AddRoleToInstanceProfileCommand extends command(_ep0, _mw0, "AddRoleToInstanceProfile", schemas_0/* AddRoleToInstanceProfile$ */.PNT) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/AttachRolePolicyCommand.js


class AttachRolePolicyCommand extends command(_ep0, _mw0, "AttachRolePolicy", schemas_0/* AttachRolePolicy$ */.Yyr) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/CreateInstanceProfileCommand.js


class CreateInstanceProfileCommand extends command(_ep0, _mw0, "CreateInstanceProfile", schemas_0/* CreateInstanceProfile$ */.Plh) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/CreateRoleCommand.js


class CreateRoleCommand extends command(_ep0, _mw0, "CreateRole", schemas_0/* CreateRole$ */.DyK) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/DeleteInstanceProfileCommand.js


class DeleteInstanceProfileCommand extends command(_ep0, _mw0, "DeleteInstanceProfile", schemas_0/* DeleteInstanceProfile$ */.wgw) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/DeleteRoleCommand.js


class DeleteRoleCommand extends command(_ep0, _mw0, "DeleteRole", schemas_0/* DeleteRole$ */.oGV) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/DeleteRolePermissionsBoundaryCommand.js


class DeleteRolePermissionsBoundaryCommand extends command(_ep0, _mw0, "DeleteRolePermissionsBoundary", schemas_0/* DeleteRolePermissionsBoundary$ */.agl) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/DeleteRolePolicyCommand.js


class DeleteRolePolicyCommand extends command(_ep0, _mw0, "DeleteRolePolicy", schemas_0/* DeleteRolePolicy$ */.Wmz) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/DetachRolePolicyCommand.js


class DetachRolePolicyCommand extends command(_ep0, _mw0, "DetachRolePolicy", schemas_0/* DetachRolePolicy$ */.mEz) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/PutRolePermissionsBoundaryCommand.js


class PutRolePermissionsBoundaryCommand extends command(_ep0, _mw0, "PutRolePermissionsBoundary", schemas_0/* PutRolePermissionsBoundary$ */.O0N) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/PutRolePolicyCommand.js


class PutRolePolicyCommand extends command(_ep0, _mw0, "PutRolePolicy", schemas_0/* PutRolePolicy$ */.kJv) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/RemoveRoleFromInstanceProfileCommand.js


class RemoveRoleFromInstanceProfileCommand extends command(_ep0, _mw0, "RemoveRoleFromInstanceProfile", schemas_0/* RemoveRoleFromInstanceProfile$ */.b5x) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/TagInstanceProfileCommand.js


class TagInstanceProfileCommand extends command(_ep0, _mw0, "TagInstanceProfile", schemas_0/* TagInstanceProfile$ */.r0u) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/TagRoleCommand.js


class TagRoleCommand extends command(_ep0, _mw0, "TagRole", schemas_0/* TagRole$ */.jR$) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/UntagInstanceProfileCommand.js


class UntagInstanceProfileCommand extends command(_ep0, _mw0, "UntagInstanceProfile", schemas_0/* UntagInstanceProfile$ */.wIC) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/UntagRoleCommand.js


class UntagRoleCommand extends command(_ep0, _mw0, "UntagRole", schemas_0/* UntagRole$ */.Cpq) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/UpdateAssumeRolePolicyCommand.js


class UpdateAssumeRolePolicyCommand extends command(_ep0, _mw0, "UpdateAssumeRolePolicy", schemas_0/* UpdateAssumeRolePolicy$ */.yc_) {
}

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/UpdateRoleCommand.js


class UpdateRoleCommand extends command(_ep0, _mw0, "UpdateRole", schemas_0/* UpdateRole$ */.MJT) {
}

// EXTERNAL MODULE: ./build/aws/arn.js
var arn = __nccwpck_require__(3385);
;// CONCATENATED MODULE: ./build/aws/calls.js
/**
 * The calls that the Action can make, by the service's own names: one row for each, and the narrow port that sends them.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_Operations.html
 */


/** @param alsoNeeds actions that IAM checks besides the call's own: creating with tags, passing a role to a service */
function iam(command, kind, does, ...alsoNeeds) {
    return { command, kind, does, alsoNeeds };
}
function rest(method, path, kind, does, ...alsoNeeds) {
    return { route: [method, path], kind, does, alsoNeeds };
}
/** Marks a call whose action the service checks against no resource. */
function unscoped(row) {
    return { ...row, unscoped: true };
}
const CALLS = {
    GetAccountSummary: iam(GetAccountSummaryCommand, 'account', 'read'),
    GetInstanceProfile: iam(GetInstanceProfileCommand, 'instanceProfile', 'read'),
    GetOpenIDConnectProvider: iam(GetOpenIDConnectProviderCommand, 'oidcProvider', 'read'),
    GetPolicy: iam(GetPolicyCommand, 'policy', 'read'),
    GetPolicyVersion: iam(GetPolicyVersionCommand, 'policy', 'read'),
    GetRole: iam(GetRoleCommand, 'role', 'read'),
    GetRolePolicy: iam(GetRolePolicyCommand, 'role', 'read'),
    ListAttachedRolePolicies: iam(ListAttachedRolePoliciesCommand, 'role', 'read'),
    ListInstanceProfilesForRole: iam(ListInstanceProfilesForRoleCommand, 'role', 'read'),
    ListRolePolicies: iam(ListRolePoliciesCommand, 'role', 'read'),
    ListRoles: iam(ListRolesCommand, 'account', 'read'),
    AddRoleToInstanceProfile: iam(AddRoleToInstanceProfileCommand, 'instanceProfile', 'set', 'iam:PassRole'),
    AttachRolePolicy: iam(AttachRolePolicyCommand, 'role', 'set'),
    CreateInstanceProfile: iam(CreateInstanceProfileCommand, 'instanceProfile', 'create', 'iam:TagInstanceProfile'),
    CreateRole: iam(CreateRoleCommand, 'role', 'create', 'iam:TagRole'),
    DeleteInstanceProfile: iam(DeleteInstanceProfileCommand, 'instanceProfile', 'delete'),
    DeleteRole: iam(DeleteRoleCommand, 'role', 'delete'),
    DeleteRolePermissionsBoundary: iam(DeleteRolePermissionsBoundaryCommand, 'role', 'clear'),
    DeleteRolePolicy: iam(DeleteRolePolicyCommand, 'role', 'unset'),
    DetachRolePolicy: iam(DetachRolePolicyCommand, 'role', 'unset'),
    PutRolePermissionsBoundary: iam(PutRolePermissionsBoundaryCommand, 'role', 'set'),
    PutRolePolicy: iam(PutRolePolicyCommand, 'role', 'set'),
    RemoveRoleFromInstanceProfile: iam(RemoveRoleFromInstanceProfileCommand, 'instanceProfile', 'unset'),
    TagInstanceProfile: iam(TagInstanceProfileCommand, 'instanceProfile', 'set'),
    TagRole: iam(TagRoleCommand, 'role', 'set'),
    UntagInstanceProfile: iam(UntagInstanceProfileCommand, 'instanceProfile', 'set'),
    UntagRole: iam(UntagRoleCommand, 'role', 'set'),
    UpdateAssumeRolePolicy: iam(UpdateAssumeRolePolicyCommand, 'role', 'set'),
    UpdateRole: iam(UpdateRoleCommand, 'role', 'set'),
    /** STS allows it to every caller. */
    GetCallerIdentity: { ...rest('POST', '/', 'account', 'read'), service: 'sts' },
    ListProfiles: rest('GET', '/profiles', 'account', 'read'),
    ListTagsForResource: unscoped(rest('GET', '/ListTagsForResource', 'rolesAnywhereProfile', 'read')),
    CreateProfile: unscoped(rest('POST', '/profiles', 'rolesAnywhereProfile', 'create', 'rolesanywhere:TagResource', 'iam:PassRole')),
    UpdateProfile: rest('PATCH', '/profile/{profileId}', 'rolesAnywhereProfile', 'set', 'iam:PassRole'),
    EnableProfile: rest('POST', '/profile/{profileId}/enable', 'rolesAnywhereProfile', 'set'),
    DisableProfile: rest('POST', '/profile/{profileId}/disable', 'rolesAnywhereProfile', 'set'),
    DeleteProfile: rest('DELETE', '/profile/{profileId}', 'rolesAnywhereProfile', 'delete'),
    TagResource: rest('POST', '/TagResource', 'rolesAnywhereProfile', 'set'),
    UntagResource: rest('POST', '/UntagResource', 'rolesAnywhereProfile', 'set'),
};
/** The services that the Action calls, by the names in their actions and endpoints. */
const SERVICES = ['iam', 'rolesanywhere', 'sts'];
/** Returns the service that a call is sent to. */
function serviceOf(call) {
    const row = CALLS[call];
    if ('service' in row)
        return row.service;
    return 'route' in row ? 'rolesanywhere' : 'iam';
}
function callsOf(service) {
    return Object.keys(CALLS).filter((call) => serviceOf(call) === service);
}
/** `instanceProfile` \u2192 `instance-profile`. */
function labelOf(kind) {
    return kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
/** Returns the action that allows a call. */
function actionOf(call) {
    return `${serviceOf(call)}:${call}`;
}
/** Returns the kind of resource that IAM checks the call's action against. */
function authorizedKind(call) {
    return 'unscoped' in CALLS[call] ? 'account' : CALLS[call].kind;
}
/** Returns the resource of a call, for people: `role/demo`, `instance-profile/demo`, `policy AmazonS3FullAccess`. */
function resourceOf(call, input) {
    const names = input;
    switch (CALLS[call].kind) {
        case 'role': {
            const policy = names.PolicyArn ?? names.PolicyName;
            return `role/${names.RoleName ?? '?'}${policy === undefined ? '' : ` (${policy})`}`;
        }
        case 'instanceProfile': {
            const role = names.RoleName === undefined ? '' : ` (role/${names.RoleName})`;
            return `instance-profile/${names.InstanceProfileName ?? '?'}${role}`;
        }
        case 'policy':
            return `policy ${names.PolicyArn ?? '?'}`;
        case 'oidcProvider':
            return (0,arn/* resourceOfArn */.$m)(names.OpenIDConnectProviderArn ?? 'oidc-provider/?');
        case 'account':
            return 'the account';
        default:
            return `${labelOf(CALLS[call].kind)}/${names.name ?? profileIdOf(names) ?? '?'}`;
    }
}
/** Returns the id in a call's input, undefined for a placeholder, because a reader cannot look it up. */
function profileIdOf({ profileId, resourceArn }) {
    const id = profileId ?? resourceArn?.replace(/^.*\//, '');
    return id === undefined || (0,arn/* parsePlaceholder */.$z)(id) !== undefined ? undefined : id;
}


/***/ }),

/***/ 8075:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   aC: () => (/* binding */ GITHUB_VARIABLES),
/* harmony export */   hX: () => (/* binding */ faultyVariables),
/* harmony export */   pv: () => (/* binding */ completeEnvironment),
/* harmony export */   ut: () => (/* binding */ VARIABLES),
/* harmony export */   v: () => (/* binding */ firstSet)
/* harmony export */ });
/* harmony import */ var _calls_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7414);
/** The environment's variables: the one that is set, and whether its value is valid. */

/** Returns the first of these variables that has a value: AWS's SDKs and the runner treat an empty one as unset. */
function firstSet(env, ...names) {
    return names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}
/** Accepts one line of text; a path or a branch may have any letter. */
const line = (value) => {
    if (/[\r\n]$/.test(value))
        return 'ends in a line break';
    if (/^[\r\n]/.test(value))
        return 'begins with a line break';
    if (/[\r\n]/.test(value))
        return 'has a line break in it';
    if (/\s$/.test(value))
        return 'ends in a blank';
    if (/^\s/.test(value))
        return 'begins with a blank';
    return /\p{Cc}/u.test(value) ? 'has a control character in it' : undefined;
};
/** Returns a rule whose values also match the pattern. */
function matching(rule, pattern, fault) {
    return (value) => rule(value) ?? (pattern.test(value) ? undefined : fault);
}
/** Accepts the characters that an HTTP header can hold. */
const header = matching(line, /^[ -~]*$/, 'has a character in it that is not ASCII');
/** Accepts keys, tokens, regions: a blank in one is a mistake of copying. */
const word = matching(header, /^[^ ]*$/, 'has a blank in it');
const boolean = matching(word, /^(?:true|false)$/, 'is neither true nor false');
const region = matching(word, /^[A-Za-z0-9-]{1,63}$/, 'is no region, such as eu-central-1');
const url = (value) => word(value) ?? (isHttp(value) ? undefined : 'is no URL that begins with http:// or https://');
/** Accepts a proxy as curl does; without a scheme it is an HTTP proxy. */
const proxy = (value) => {
    const fault = word(value);
    if (fault !== undefined)
        return fault;
    const address = withScheme(value);
    if (!/^https?:/.test(address))
        return 'is no proxy for http:// or https://; other kinds do not work';
    return isHttp(address) ? undefined : 'is no URL such as http://proxy.example.com:3128';
};
/** Accepts a list: line breaks around it change nothing, one in it hides the entries after it. */
const list = (value) => line(value.trim());
/** Returns the rule for each of the names, which may be lists with blanks between them. */
function rules(rule, ...names) {
    return Object.fromEntries(names.flatMap((each) => each.split(/\s+/)).map((name) => [name, rule]));
}
/** The variables that decide what the step does, by itself or through the AWS SDK; without inputs and the runner's files. */
const VARIABLES = {
    ...rules(word, `AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_SCOPE AWS_ACCOUNT_ID AWS_ROLE_ARN
     AWS_ROLE_SESSION_NAME AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE
     AWS_EC2_METADATA_DISABLED AWS_EC2_METADATA_V1_DISABLED AWS_DISABLE_CLOCK_SKEW_CORRECTION GITHUB_EVENT_NAME`),
    ...rules(header, `AWS_CREDENTIAL_EXPIRATION AWS_CONTAINER_AUTHORIZATION_TOKEN AWS_AUTH_SCHEME_PREFERENCE AWS_SIGV4A_SIGNING_REGION_SET
     AWS_SDK_UA_APP_ID AWS_EXECUTION_ENV`),
    ...rules(line, `AWS_PROFILE AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE AWS_LOGIN_CACHE_DIRECTORY AWS_WEB_IDENTITY_TOKEN_FILE
     AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE GITHUB_WORKSPACE GITHUB_EVENT_PATH GITHUB_REF`),
    ...rules(url, 'AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_EC2_METADATA_SERVICE_ENDPOINT AWS_ENDPOINT_URL'),
    // https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
    ...rules(url, ...[..._calls_js__WEBPACK_IMPORTED_MODULE_0__/* .SERVICES */ .Bg, 'EC2', 'SSO', 'SSO_OIDC', 'SIGNIN'].map((name) => `AWS_ENDPOINT_URL_${name.toUpperCase()}`)),
    ...rules(boolean, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS AWS_USE_FIPS_ENDPOINT AWS_USE_DUALSTACK_ENDPOINT'),
    ...rules(region, 'AWS_REGION AWS_DEFAULT_REGION'),
    AWS_MAX_ATTEMPTS: matching(word, /^[1-9]\d{0,8}$/, 'is no whole number from 1'),
    AWS_RETRY_MODE: matching(word, /^(?:legacy|standard|adaptive)$/, 'is none of legacy, standard, adaptive'),
    AWS_DEFAULTS_MODE: matching(word, /^(?:auto|in-region|cross-region|mobile|standard|legacy)$/i, 'is none of auto, in-region, cross-region, mobile, standard, legacy'),
    ...rules(proxy, 'HTTP_PROXY HTTPS_PROXY http_proxy https_proxy'),
    ...rules(list, 'NO_PROXY no_proxy'),
    GITHUB_REPOSITORY: matching(word, /^[^/]+\/[^/]+$/, 'is no OWNER/REPOSITORY'),
};
/** Variables of GitHub's API: a run needs them only for the comment and for `sweep`. */
const GITHUB_VARIABLES = rules(url, 'GITHUB_API_URL GITHUB_SERVER_URL');
/** Returns every variable with a faulty value, and the fault. */
function faultyVariables(env, rules) {
    return Object.entries(rules).flatMap(([name, rule]) => {
        const value = firstSet(env, name);
        const fault = value === undefined ? undefined : rule(value);
        return fault === undefined ? [] : [{ name, fault }];
    });
}
/**
 * Removes empty variables, and gives proxies without a scheme the one that curl assumes. It changes the environment itself,
 * because the AWS SDK and GitHub's client read it too, and refuse some empty values.
 */
function completeEnvironment(env) {
    for (const [name, rule] of Object.entries({ ...VARIABLES, ...GITHUB_VARIABLES })) {
        const { [name]: value = '' } = env;
        if (value === '')
            Reflect.deleteProperty(env, name);
        else if (rule === proxy && proxy(value) === undefined)
            env[name] = withScheme(value);
    }
}
function withScheme(value) {
    // Node's agents ignore a scheme in capitals.
    return value.includes('://') ? value.replace(/^\w+/, (scheme) => scheme.toLowerCase()) : `http://${value}`;
}
function isHttp(value) {
    try {
        const { protocol, hostname, username, password } = new URL(value);
        // Clients decode both, and a percent sign that begins no code makes them fail.
        decodeURIComponent(username + password);
        return /^https?:$/.test(protocol) && hostname !== '' && /^https?:\/\//i.test(value);
    }
    catch {
        return false;
    }
}


/***/ }),

/***/ 8127:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Qd: () => (/* binding */ isUnknownPrincipal),
/* harmony export */   RA: () => (/* binding */ CallError),
/* harmony export */   Y2: () => (/* binding */ mayHaveTakenEffect),
/* harmony export */   uW: () => (/* binding */ absentAsUndefined),
/* harmony export */   xS: () => (/* binding */ factsOf),
/* harmony export */   zR: () => (/* binding */ asError)
/* harmony export */ });
/* harmony import */ var _runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(5693);
/* harmony import */ var _runtime_time_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2006);
/* harmony import */ var _calls_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7414);
/**
 * The meaning of IAM's errors for a run, by code.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 */



const CONFLICTS = new Set([
    'EntityAlreadyExists',
    'ConcurrentModification',
    'DeleteConflict',
    'EntityTemporarilyUnmodifiable',
    'Conflict',
]);
const TRANSIENT = new Set([
    'Throttling',
    'RequestLimitExceeded',
    'TooManyRequests',
    'SlowDown',
    'PriorRequestNotComplete',
    'ServiceFailure',
    'ServiceUnavailable',
    'InternalFailure',
    'InternalError',
    'RequestTimeout',
    'TimeoutError',
]);
/** Codes of the operating system, such as `ECONNRESET`, and two of Node. Node's other codes concern certificates and URLs. */
const NETWORK = /^(?:E(?!RR_)[A-Z_]+|ERR_STREAM_PREMATURE_CLOSE|ERR_PROXY_TUNNEL)$/;
/** A call that failed: its name, its resource and the error. */
class CallError extends Error {
    name = 'CallError';
    /** IAM's code, as on the wire (`NoSuchEntity`), or the network's (`ECONNREFUSED`). */
    code;
    /** IAM's message. */
    detail;
    call;
    input;
    /** HTTP status, undefined without a response. */
    status;
    /** Whether an attempt may have taken effect despite the error: it got no response, or a status of 5xx. */
    mayHaveTakenEffect;
    /** Whether the endpoint has ever responded to this run. */
    endpointResponded;
    constructor(facts, options) {
        super(`${facts.call} of ${(0,_calls_js__WEBPACK_IMPORTED_MODULE_1__/* .resourceOf */ .KU)(facts.call, facts.input)}: ${facts.code}: ${facts.detail}`, options);
        this.code = facts.code;
        this.detail = facts.detail;
        this.call = facts.call;
        this.input = facts.input;
        this.status = facts.status;
        this.mayHaveTakenEffect = facts.mayHaveTakenEffect ?? mayHaveTakenEffect(facts.status);
        this.endpointResponded = facts.endpointResponded ?? facts.status !== undefined;
    }
    /** Converts the SDK's error. Leaves the error of a cancelled run unchanged. */
    static from(error, call, input, seen = {}) {
        if (error instanceof _runtime_time_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ)
            return seen.mayHaveTakenEffect === true ? new _runtime_time_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ(true) : error;
        const facts = factsOf(error);
        if (facts.code === 'AbortError')
            return new _runtime_time_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ(true);
        return new CallError({ ...facts, ...seen, call, input }, { cause: error });
    }
    get verdict() {
        const { code, detail, status } = this;
        if (code === 'NoSuchEntity' || code === 'ResourceNotFoundException')
            return 'absent';
        if (CONFLICTS.has(withoutSuffix(code)) || isUnknownPrincipal(this))
            return 'conflict';
        // Not really a quota: the profile already has a role, maybe the right one.
        if (code === 'LimitExceeded' && this.call === 'AddRoleToInstanceProfile')
            return 'conflict';
        if (TRANSIENT.has(withoutSuffix(code)))
            return 'transient';
        // The proxy refuses, and would again.
        if (code === 'ERR_PROXY_TUNNEL' && /HTTP\/1\.\d [34]/.test(detail))
            return 'permanent';
        // The connection broke before or during the response. Certificates and credentials have other codes.
        if (status === undefined)
            return NETWORK.test(code) || code === 'SyntaxError' ? 'transient' : 'permanent';
        return status >= 500 || status === 429 || status < 400 ? 'transient' : 'permanent';
    }
    /** Reports whether the caller lacks a permission. */
    get isDenial() {
        return /^(?:AccessDenied(?:Exception)?|UnauthorizedOperation)$/.test(this.code);
    }
}
/** Removes the suffix that the codes of services other than IAM, and the SDK's names for errors, have. */
function withoutSuffix(code) {
    return code.replace(/Exception$/, '');
}
/** Reports whether IAM does not know a principal of a trust policy: it was created seconds ago, or never. */
function isUnknownPrincipal(error) {
    return error.code === 'MalformedPolicyDocument' && /invalid principal/i.test(error.detail);
}
/** Reports whether a request with this HTTP status, undefined without a response, may have taken effect. */
function mayHaveTakenEffect(status) {
    return status === undefined || status >= 500;
}
/** Returns undefined if the call fails with NoSuchEntity; no other error means absence. */
async function absentAsUndefined(call) {
    try {
        return await call;
    }
    catch (error) {
        if (error instanceof CallError && error.verdict === 'absent')
            return undefined;
        throw error;
    }
}
/** Returns the thrown value as an Error. */
function asError(thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
}
/** Returns the facts of a failed request; the status is undefined without a response. */
function factsOf(error) {
    if (typeof error !== 'object' || error === null)
        return { code: 'Error', detail: String(error), status: undefined };
    const { name, message, code, Error: wire, $fault, $metadata, $responseBodyText } = error;
    // If the body broke off, the status does not show whether the call took effect.
    const brokeOff = $fault === undefined && NETWORK.test(String(code));
    const status = brokeOff ? undefined : $metadata?.httpStatusCode;
    // Modelled errors carry the wire's code below `Error`; all other errors only in their name, some with the SDK's suffix.
    const known = wire?.Code ?? (status === undefined ? code : undefined) ?? withoutSuffix(name ?? 'Error');
    // Node leaves the message empty if it tried several addresses and none responded.
    const text = [wire?.Message, message].find((each) => each !== undefined && each !== '') ?? 'no message';
    if (status === undefined || !/^(?:Error|Unknown)$/.test(known))
        return { code: known, detail: text.replace(`${known}: `, ''), status };
    // The response is not of AWS: the page of a proxy, say. One of success may be a part of one with credentials.
    const body = status < 300 ? '' : ($responseBodyText ?? '').replace(/\s+/g, ' ').trim();
    return { code: `HTTP ${status}`, detail: body === '' ? 'no response of AWS' : (0,_runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_2__/* .cutText */ .IN)(body, 200), status };
}


/***/ }),

/***/ 8538:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $H: () => (/* binding */ asMap),
/* harmony export */   $d: () => (/* binding */ sizeOf),
/* harmony export */   A4: () => (/* binding */ canonicalText),
/* harmony export */   Gv: () => (/* binding */ isObject),
/* harmony export */   Kl: () => (/* binding */ encodeDocument),
/* harmony export */   UD: () => (/* binding */ canonicalDocument),
/* harmony export */   YK: () => (/* binding */ parseStatements),
/* harmony export */   _H: () => (/* binding */ sameDocument),
/* harmony export */   g1: () => (/* binding */ isDeletedPrincipal),
/* harmony export */   gI: () => (/* binding */ splitAt),
/* harmony export */   jO: () => (/* binding */ TRUST_POLICY_QUOTA),
/* harmony export */   rJ: () => (/* binding */ principalsIn),
/* harmony export */   w8: () => (/* binding */ decodeDocument),
/* harmony export */   wz: () => (/* binding */ INLINE_POLICY_QUOTA)
/* harmony export */ });
/**
 * Policy documents: their encoding, their canonical form, and whether two of them mean the same.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
/**
 * Reads a document as IAM returns it: JSON, percent-encoded by RFC 3986 (so `+` is a plus).
 *
 * @throws SyntaxError if the text is no JSON object, URIError if its encoding is broken
 */
function decodeDocument(encoded) {
    const document = JSON.parse(decodeURIComponent(encoded));
    if (!isObject(document))
        throw new SyntaxError('IAM returned a policy document that is not a JSON object');
    return document;
}
/** Encodes the document for a request: JSON without white space, in the author's order. */
function encodeDocument(document) {
    return JSON.stringify(document);
}
/** The trust policy's size in an account that has not asked AWS for more. */
const TRUST_POLICY_QUOTA = 2048;
/** Characters of all inline policies of a role, white space not counted. */
const INLINE_POLICY_QUOTA = 10_240;
/** Counts a document's characters as IAM does: without white space. */
function sizeOf(document) {
    return document === undefined ? 0 : encodeDocument(document).replace(/\s/g, '').length;
}
/**
 * Reports whether two documents mean the same to IAM. Ignores the order of statements and of list items, a list around a
 * single item, the case of `Effect`, and an empty `Condition`. Treats an account's id as its root ARN, and numbers and
 * booleans as strings. Ignores no other difference.
 */
function sameDocument(a, b) {
    if (a === undefined || b === undefined)
        return a === b;
    // IAM mostly returns the text that it was sent, and the canonical form takes time.
    return encodeDocument(a) === encodeDocument(b) || canonicalText(a) === canonicalText(b);
}
/** Returns the text that all documents of the same meaning share, for comparisons and digests. */
function canonicalText(document) {
    return JSON.stringify(canonicalDocument(document));
}
/** Returns the document in its canonical form, which diffs also show: sorted, values in lists, nothing empty. */
function canonicalDocument(document) {
    const { Statement: _, Version, ...rest } = document;
    return {
        // IAM reads a document without a Version as the old version, in which `${aws:username}` is plain text.
        Version: written(Version ?? '2008-10-17'),
        ...mapSorted(rest, (value) => (value === null ? undefined : sorted(value))),
        Statement: statements(document)
            .map((statement) => JSON.stringify(canonicalStatement(statement)))
            .sort()
            .map((text) => JSON.parse(text)),
    };
}
/** Returns the document's statements in comparable form, without those that are no object (IAM refuses them). */
function parseStatements(document) {
    return statements(document)
        .filter(isObject)
        .map(({ Sid: _, ...json }) => {
        const { Effect, Condition, ...fields } = json;
        return {
            effect: effect(Effect ?? ''),
            fields: new Map(Object.entries(fields)
                .filter(([, value]) => value !== null)
                .map(([field, value]) => [field, isPrincipal(field) ? flatPrincipals(value) : values(value)])),
            conditions: flatConditions(Condition ?? null),
            json,
        };
    });
}
/** Lists the principals that a trust policy names. */
function principalsIn(document) {
    const principals = parseStatements(document).flatMap(({ fields }) => fields.get('Principal') ?? []);
    return [...new Set(principals.map((principal) => principal.replace(/^AWS:/, '')))];
}
/** Reports whether IAM returns the principal as a bare id because the user or role was deleted. */
function isDeletedPrincipal(principal) {
    return /^A(?:ROA|IDA)[A-Z0-9]{12,}$/.test(principal);
}
function canonicalStatement(statement) {
    if (!isObject(statement))
        return statement;
    return mapSorted(statement, (value, key) => {
        if (value === null)
            return undefined;
        if (key === 'Effect')
            return effect(value);
        if (key === 'Sid')
            return written(value);
        if (key === 'Condition')
            return canonicalCondition(value);
        return isPrincipal(key) ? principalsByKind(value) : values(value);
    });
}
function isPrincipal(field) {
    return field === 'Principal' || field === 'NotPrincipal';
}
/** Returns principals by kind. Unifies `"*"` and `{"AWS":"*"}`, and an account's id and its root ARN in any partition. */
function principalsByKind(principal) {
    const byKind = isObject(principal) ? principal : { AWS: principal };
    return mapSorted(byKind, (names) => unique(values(names).map(account)));
}
function flatPrincipals(principal) {
    return Object.entries(principalsByKind(principal)).flatMap(([kind, names]) => names.map((name) => (kind === 'AWS' && name === '*' ? '*' : `${kind}:${name}`)));
}
function account(principal) {
    return /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(principal)?.[1] ?? principal;
}
function canonicalCondition(condition) {
    if (!isObject(condition))
        return condition === '' ? undefined : condition;
    const tests = mapSorted(condition, (keys) => isObject(keys) ? nonEmpty(mapSorted(keys, values)) : (keys ?? undefined));
    return nonEmpty(tests);
}
function nonEmpty(object) {
    return Object.keys(object).length > 0 ? object : undefined;
}
function flatConditions(condition) {
    const result = new Map();
    for (const [operator, keys] of Object.entries(asMap(condition))) {
        for (const [key, value] of Object.entries(asMap(keys))) {
            const test = `${operator} ${key.toLowerCase()}`;
            // A key that is written in two cases is two tests: neither must hide the other one.
            result.set(result.has(test) ? `${test} (${key})` : test, values(value));
        }
    }
    return result;
}
function statements(document) {
    return [document['Statement'] ?? []].flat();
}
function effect(value) {
    const text = written(value);
    return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}
function values(value) {
    return unique([value].flat().map(written));
}
/** Sorts a list and removes repetitions, as IAM treats lists as sets. */
function unique(items) {
    return [...new Set(items)].sort();
}
/** Returns a value as text: numbers and booleans as IAM reads them, malformed values as JSON. */
function written(value) {
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
function sorted(value) {
    if (isObject(value))
        return mapSorted(value, sorted);
    return Array.isArray(value) ? value.map(sorted) : written(value);
}
/** Converts an object's values and sorts its keys, also one called `__proto__`; leaves out those converted to undefined. */
function mapSorted(object, convert) {
    const entries = Object.keys(object)
        .sort()
        .map((key) => [key, convert(object[key] ?? null, key)]);
    return Object.fromEntries(entries.filter((entry) => entry[1] !== undefined));
}
function splitAt(text, separator) {
    const index = text.indexOf(separator);
    return [text.slice(0, index), text.slice(index + separator.length)];
}
function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** Returns an object as it is, and an empty one for any other value. */
function asMap(value) {
    return isObject(value) ? value : {};
}


/***/ }),

/***/ 391:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $s: () => (/* binding */ DENY_ALL),
/* harmony export */   OU: () => (/* binding */ intersectTrust),
/* harmony export */   PA: () => (/* binding */ withoutPrincipal),
/* harmony export */   oX: () => (/* binding */ GITHUB_ISSUER),
/* harmony export */   xA: () => (/* binding */ nameOnlySubjects)
/* harmony export */ });
/* harmony import */ var _policy_document_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8538);
/* harmony import */ var _broadening_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6997);
/**
 * Trust policies: the intersection of two, one without a principal, and the subjects of GitHub's tokens in one.
 *
 * https://docs.github.com/en/actions/reference/security/oidc
 */


/**
 * Returns the intersection of two trust policies: it allows the principals that both allow, under the conditions of both, and
 * has the denials of both. Without a common principal it allows none. IAM refuses principals that were deleted, so it has none.
 *
 * @param onUnknown receives statements whose intersection is unknown, so that it is left out
 */
function intersectTrust(a, b, onUnknown = () => undefined) {
    if (!(0,_broadening_js__WEBPACK_IMPORTED_MODULE_0__/* .sameVariableSemantics */ .kV)(a, b)) {
        onUnknown();
        return DENY_ALL;
    }
    const parts = (document) => (0,_broadening_js__WEBPACK_IMPORTED_MODULE_0__/* .singlesByEffect */ .uJ)(withoutPrincipal(document, _policy_document_js__WEBPACK_IMPORTED_MODULE_1__/* .isDeletedPrincipal */ .g1));
    const [before, after] = [parts(a), parts(b)];
    const pairs = before.allows.flatMap((first) => after.allows.map((second) => intersectStatements(first, second)));
    if (pairs.includes(undefined))
        onUnknown();
    const common = pairs.flatMap((pair) => pair ?? []);
    const denials = [...before.denies, ...after.denies].map(({ json }) => json);
    const Version = (0,_broadening_js__WEBPACK_IMPORTED_MODULE_0__/* .version */ .rE)(a) === (0,_broadening_js__WEBPACK_IMPORTED_MODULE_0__/* .version */ .rE)(b) ? (0,_broadening_js__WEBPACK_IMPORTED_MODULE_0__/* .version */ .rE)(a) : '2012-10-17';
    return {
        Version,
        Statement: (0,_broadening_js__WEBPACK_IMPORTED_MODULE_0__/* .mergeStatements */ .z9)(common.length > 0 ? [...common, ...denials] : [...denials, DENY_STATEMENT]),
    };
}
/** Returns the statement for the requests that both statements allow; none if there are no such requests, undefined if unknown. */
function intersectStatements(first, second) {
    if ((0,_broadening_js__WEBPACK_IMPORTED_MODULE_0__/* .covers */ .hU)(second, first))
        return [first.json];
    if ((0,_broadening_js__WEBPACK_IMPORTED_MODULE_0__/* .covers */ .hU)(first, second))
        return [second.json];
    const names = Object.keys({ ...first.json, ...second.json }).filter((name) => name !== 'Condition');
    const fields = names.map((name) => [name, commonField(name, first, second)]);
    const [x = '', y = ''] = [first, second].map(({ fields }) => fields.get('Principal')?.[0]);
    const member = memberOf(x, y) ?? memberOf(y, x);
    let condition = bothConditions((0,_policy_document_js__WEBPACK_IMPORTED_MODULE_1__/* .asMap */ .$H)(first.json['Condition']), (0,_policy_document_js__WEBPACK_IMPORTED_MODULE_1__/* .asMap */ .$H)(second.json['Condition']));
    // Trust in an account requires a policy of the member that allows the call. Trust in its ARN may not.
    if (member !== undefined)
        condition &&= bothConditions(condition, { StringEquals: { 'aws:PrincipalArn': member } });
    if (condition === 'never' || fields.some(([, value]) => value === NOTHING))
        return [];
    if (condition === undefined || fields.some(([, value]) => value === undefined))
        return undefined;
    return [{ ...Object.fromEntries(fields), Condition: condition }];
}
/** The value of a field or a test that no request has. */
const NOTHING = [];
/** Returns a field's value for the requests that both statements allow; NOTHING if there are none, undefined if unknown. */
function commonField(field, first, second) {
    const [xs = [], ys = []] = [first, second].map(({ fields }) => (0,_broadening_js__WEBPACK_IMPORTED_MODULE_0__/* .comparable */ .Zm)(field, fields.get(field) ?? []));
    const [[x], [y]] = [xs, ys];
    const [json, other] = [first.json[field], second.json[field]];
    if (x === undefined || y === undefined)
        return json === other ? json : undefined;
    if (field === 'NotAction')
        return [...new Set([...xs, ...ys])];
    if ((0,_broadening_js__WEBPACK_IMPORTED_MODULE_0__/* .matches */ .cK)(x, y))
        return json;
    if ((0,_broadening_js__WEBPACK_IMPORTED_MODULE_0__/* .matches */ .cK)(y, x))
        return other;
    if (field.startsWith('Not'))
        return undefined;
    if (memberOf(x, y) !== undefined)
        return y;
    if (memberOf(y, x) !== undefined)
        return x;
    return /[*?]|:sts:/.test(x + y) ? undefined : NOTHING;
}
/** Returns the ARN of a role or user if the other principal is its account. */
function memberOf(principal, account) {
    const [, arn, id] = /^AWS:(arn:[\w-]+:iam::(\d{12}):(?:role|user)\/.+)$/.exec(principal) ?? [];
    return id !== undefined && account === `AWS:${id}` ? arn : undefined;
}
/** Returns a condition that holds only if both do; `never` if none can, undefined if that is unknown. */
function bothConditions(a, b) {
    if (a === 'never')
        return a;
    // An operator or a key may be called `__proto__`.
    const create = () => Object.create(null);
    const result = create();
    for (const [operator, keys] of [...Object.entries(a), ...Object.entries(b)]) {
        const tests = (result[operator] ??= create());
        for (const [key, value] of Object.entries((0,_policy_document_js__WEBPACK_IMPORTED_MODULE_1__/* .asMap */ .$H)(keys))) {
            const written = sameKeyIn(tests, key) ?? key;
            const earlier = tests[written];
            const isFirst = earlier === undefined || JSON.stringify(earlier) === JSON.stringify(value);
            const values = isFirst ? value : commonValues(operator, earlier, value);
            if (values === NOTHING)
                return 'never';
            if (values !== undefined)
                tests[written] = values;
            else {
                // An object has room for one test. If that holds, `IfExists` makes no difference to a second one.
                const second = (result[`${operator}IfExists`] ??= create());
                if (/^Null$|IfExists$/.test(operator) || sameKeyIn(second, key) !== undefined)
                    return undefined;
                second[key] = value;
            }
        }
    }
    return result;
}
/** Returns the values that pass both tests; NOTHING if none does, undefined if unknown. */
function commonValues(operator, a, b) {
    // A variable without a value fails the whole test, also its other values.
    if (!/^(?:String|Arn)(?:Equals|Like)$/.test(operator) || JSON.stringify([a, b]).includes('${'))
        return;
    const arePatterns = operator !== 'StringEquals';
    const common = (x, y) => (arePatterns || x === y ? narrower(x, y) : []);
    const [xs = [], ys = []] = [a, b].map((value) => [value].flat().map(String));
    const pairs = xs.flatMap((x) => ys.map((y) => [x, y]));
    const values = [...new Set(pairs.flatMap(([x, y]) => common(x, y)))];
    const isOpen = ([x, y]) => arePatterns && common(x, y).length === 0 && mayOverlap(x, y);
    if (values.length > 0)
        return pairs.some(isOpen) ? undefined : values;
    return arePatterns ? undefined : NOTHING;
}
function sameKeyIn(tests, key) {
    return Object.keys(tests).find((other) => other.toLowerCase() === key.toLowerCase());
}
/** Returns the value that both patterns match, or the narrower pattern; none if neither covers the other. */
function narrower(a, b) {
    if ((0,_broadening_js__WEBPACK_IMPORTED_MODULE_0__/* .matches */ .cK)(a, b))
        return [a];
    return (0,_broadening_js__WEBPACK_IMPORTED_MODULE_0__/* .matches */ .cK)(b, a) ? [b] : [];
}
/** Reports whether two patterns may match the same text although neither covers the other. */
function mayOverlap(a, b) {
    const [start = '', other = ''] = [a, b].map((value) => value.split(/[*?]/, 1)[0] ?? '');
    return /[*?]/.test(a + b) && (start.startsWith(other) || other.startsWith(start));
}
const DENY_STATEMENT = { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' };
/** IAM requires a trust policy in every role; this one allows no principal. */
const DENY_ALL = { Version: '2012-10-17', Statement: [DENY_STATEMENT] };
/**
 * Returns a trust policy without the Allow statements for one principal, or the document itself if it does not name the
 * principal. A role that trusts itself is created with it, because IAM refuses a principal that does not exist yet.
 */
function withoutPrincipal(document, isPrincipal) {
    const single = (0,_broadening_js__WEBPACK_IMPORTED_MODULE_0__/* .singleStatements */ .Bj)(document);
    const kept = single.filter(({ fields }) => !fields.get('Principal')?.some((name) => isPrincipal(name.replace(/^AWS:/, ''))));
    if (kept.length === single.length)
        return document;
    if (!kept.some(({ effect }) => effect !== 'Deny'))
        return DENY_ALL;
    return { ...document, Statement: (0,_broadening_js__WEBPACK_IMPORTED_MODULE_0__/* .mergeStatements */ .z9)(kept.map(({ json }) => json)) };
}
/** The issuer of github.com's tokens, as IAM names its provider. */
const GITHUB_ISSUER = 'token.actions.githubusercontent.com';
const SUBJECT = /^token\.actions\.(?:githubusercontent\.com|[\w-]+\.ghe\.com)(?:\/[\w-]+)?:sub(?: |$)/;
/** Lists the subjects of allowed GitHub workflows that no value of the same condition accepts in the form with immutable ids. */
function nameOnlySubjects(document) {
    return (0,_policy_document_js__WEBPACK_IMPORTED_MODULE_1__/* .parseStatements */ .YK)(document)
        .flatMap(({ effect, conditions }) => (effect === 'Allow' ? [...conditions] : []))
        .flatMap(([test, values]) => {
        const [operator, key] = (0,_policy_document_js__WEBPACK_IMPORTED_MODULE_1__/* .splitAt */ .gI)(test, ' ');
        if (!SUBJECT.test(key) || /Not/i.test(operator))
            return [];
        return values.filter((value) => {
            const [, owner] = /^repo:([\w-]+)\//.exec(value) ?? [];
            return owner !== undefined && !values.some((other) => acceptsIds(other, owner));
        });
    });
}
/** Reports whether a value has `@` or a wildcard after the owner's name, or a wildcard before its end. */
function acceptsIds(value, owner) {
    const [before] = value.split(/[@*?]/);
    return before !== value && `repo:${owner}`.startsWith(before ?? '');
}


/***/ }),

/***/ 9009:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Bu: () => (/* binding */ repositoryIdOf),
/* harmony export */   E5: () => (/* binding */ gitHubHost),
/* harmony export */   Ek: () => (/* binding */ repositoryUrl),
/* harmony export */   FL: () => (/* binding */ eventBranch),
/* harmony export */   Kd: () => (/* binding */ pullRequestNumber),
/* harmony export */   Xu: () => (/* binding */ AUDIENCE),
/* harmony export */   Yk: () => (/* binding */ runRepository)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3024);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8127);
/** The run as the runner's environment describes it: its server, its repository, and the event that triggered it. */


/** The audience of the tokens by which jobs assume roles. */
const AUDIENCE = 'sts.amazonaws.com';
/** Returns the host of the GitHub server that runs the workflow. */
function gitHubHost(env) {
    return URL.parse(env['GITHUB_SERVER_URL'] ?? '')?.host.toLowerCase() ?? 'github.com';
}
/** Returns the run's own repository. A name that the environment lacks is empty, and an id undefined. */
function runRepository(env) {
    const [owner = '', name = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
    const idIn = (variable) => /^[1-9]\d{0,18}$/.exec(env[variable] ?? '')?.[0];
    return { owner, name, ownerId: idIn('GITHUB_REPOSITORY_OWNER_ID'), id: idIn('GITHUB_REPOSITORY_ID') };
}
/** Returns the address of the run's own repository. */
function repositoryUrl(env) {
    const { GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_REPOSITORY: repository = '' } = env;
    return `${server}/${repository}`;
}
/**
 * Returns the repository's id if the owner is that repository, which is the default. Ids are unique on one server only, so
 * the id of a repository elsewhere than on github.com begins with its server's host.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables
 */
function repositoryIdOf(owner, env) {
    const { id } = runRepository(env);
    if (owner !== env['GITHUB_REPOSITORY'] || id === undefined)
        return undefined;
    const host = gitHubHost(env);
    return host === 'github.com' ? id : `${host}/${id}`;
}
/**
 * Reads the event. Returns an empty one if the environment names none, as in a developer's shell.
 *
 * @throws Error with the reason why the event's file cannot be read, and the remedy
 */
function readEvent(env) {
    const path = env['GITHUB_EVENT_PATH'] ?? '';
    if (path === '')
        return {};
    try {
        return JSON.parse((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(path, 'utf8')) ?? {};
    }
    catch (cause) {
        const reason = (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .asError */ .zR)(cause).message;
        const message = `the event could not be read: ${reason}; the runner writes that file, so leave GITHUB_EVENT_PATH as it sets it`;
        throw new Error(message, { cause });
    }
}
/**
 * Returns the number of the pull request that the event is about, also for a comment on one.
 *
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request
 *
 * @throws Error if the event cannot be read
 */
function pullRequestNumber(env) {
    const { pull_request, issue } = readEvent(env);
    const number = pull_request?.number ?? (issue?.['pull_request'] == null ? undefined : issue.number);
    return typeof number === 'number' ? number : undefined;
}
/** Events that are about the ref in GITHUB_REF. On most other events that is the default branch, whatever they are about. */
const EVENTS_OF_REF = /^(?:push|schedule|workflow_dispatch|merge_group|deployment|deployment_status)?$/;
/**
 * Returns the branch of this repository that the event is about. A fork chooses the names of its branches, so these don't
 * count.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 *
 * @throws Error if the event cannot be read
 */
function eventBranch(env) {
    if (EVENTS_OF_REF.test(env['GITHUB_EVENT_NAME'] ?? ''))
        return /^refs\/heads\/(.+)/.exec(env['GITHUB_REF'] ?? '')?.[1];
    const { ref, ref_type, pull_request } = readEvent(env);
    const { head, base } = (pull_request ?? {});
    // A deleted fork is null.
    const isOwn = head?.repo?.id !== undefined && head.repo.id === base?.repo?.id;
    const branch = isOwn ? head.ref : ref_type === 'branch' && ref;
    return typeof branch === 'string' ? branch : undefined;
}


/***/ }),

/***/ 1296:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _runtime_time_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2006);
/* harmony import */ var _main_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7900);
/* harmony import */ var _runtime_runner_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(4994);
/** The process: one run, its exit code, and the signals of a runner that cancels. */



/** The version that action.yml declares. */
const NODE = 24;
const runner = (0,_runtime_runner_js__WEBPACK_IMPORTED_MODULE_2__/* .githubRunner */ .O)();
/** Ends the process with an error annotation. */
function fail(message) {
    runner.annotate('error', message);
    const unwritten = runner.outputs({ status: 'failed' });
    if (unwritten !== undefined)
        runner.annotate('error', unwritten);
    process.exit(1);
}
/** Ends the process with an error annotation in place of Node's stack trace. */
function breakOff(error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    runner.debug(stack ?? message);
    fail(`The run broke off: ${message}. This is a fault of the Action: check what IAM has by mode: plan, and report it with the debug log.`);
}
process.on('uncaughtException', breakOff);
process.on('unhandledRejection', breakOff);
// Node would exit with code 13, and without an annotation.
process.on('beforeExit', () => breakOff('it waits for something that never happens'));
const { node } = process.versions;
if (Number.parseInt(node, 10) < NODE) {
    fail(`This Action cannot run on Node ${node}: it needs Node ${NODE}. Update the runner to 2.327.1 or newer, which has it.`);
}
const cancellation = new _runtime_time_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancellation */ .mT();
for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
        cancellation.cancel();
    });
}
const succeeded = await (0,_main_js__WEBPACK_IMPORTED_MODULE_1__/* .run */ .e)(process.env, runner, cancellation).catch(breakOff);
// Not `exitCode`: kept-alive connections would keep the process for seconds. All output above is synchronous.
process.exit(succeeded ? 0 : 1);

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 4966:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ InputError),
/* harmony export */   x: () => (/* binding */ declare)
/* harmony export */ });
/* harmony import */ var _aws_environment_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8075);
/* harmony import */ var _github_context_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(9009);
/* harmony import */ var _runtime_time_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(2006);
/* harmony import */ var _role_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(1362);
/* harmony import */ var _read_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(8718);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(787);
/* harmony import */ var _table_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(1761);
/* harmony import */ var _trust_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(8686);
/** The request of a step, and how the inputs declare it: one role, many, or a sweep. */








/** The inputs are not valid. */
class InputError extends Error {
    name = 'InputError';
    problems;
    /** The valid part of the request, if it is enough for a comment. */
    request;
    constructor(problems, request) {
        super(problems.map(_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .problemLine */ .YK).join('\n'));
        this.problems = problems;
        this.request = request;
    }
}
/** Reading changes nothing, so it does not matter who owns the resources. */
const READING = { owner: '', adopt: true };
/**
 * Reads the request that the step's environment declares.
 *
 * @throws InputError with every problem at once
 */
async function declare(env, signal = new AbortController().signal) {
    const { mode } = (await (0,_read_js__WEBPACK_IMPORTED_MODULE_4__/* .readInputs */ .Ko)(env, ['mode'])).settings;
    const inputs = await (0,_read_js__WEBPACK_IMPORTED_MODULE_4__/* .readInputs */ .Ko)(env, (0,_table_js__WEBPACK_IMPORTED_MODULE_6__/* .inputsOf */ .Vc)(mode), (0,_table_js__WEBPACK_IMPORTED_MODULE_6__/* .needsOnlyNames */ .Eb)(mode));
    if (mode === 'sweep')
        return declareSweep(inputs);
    const { problems } = inputs;
    const settings = mode === 'read' ? { ...inputs.settings, ...READING } : inputs.settings;
    const { manifest } = settings;
    let declarations;
    if (manifest === undefined) {
        if (settings.prune.includes('roles'))
            problems.push({ input: 'prune', message: 'roles needs a manifest, which lists the roles to keep' });
        declarations = [await (0,_role_js__WEBPACK_IMPORTED_MODULE_3__/* .declareRole */ .te)({ ...inputs, settings })];
    }
    else {
        const { declareManifest } = await __nccwpck_require__.e(/* import() */ 563).then(__nccwpck_require__.bind(__nccwpck_require__, 7563));
        declarations = await declareManifest(manifest, { ...inputs, settings });
    }
    if (settings['dry-run'] && mode === 'apply' && !problems.some(({ input }) => input === 'mode')) {
        const message = 'is for destroy and sweep; to see the changes of apply, set mode: plan';
        problems.push({ input: 'dry-run', message });
    }
    const [first] = declarations;
    const subject = manifest ?? (first && `role/${first.roleName}`);
    const request = subject === undefined ? undefined : { run: runSettings(settings), subject };
    const trustsGitHub = declarations.some((each) => each?.role?.gitHubTrust !== undefined);
    const all = (0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .environmentProblems */ .MM)(env, problems, trustsGitHub ? _aws_environment_js__WEBPACK_IMPORTED_MODULE_0__/* .GITHUB_VARIABLES */ .aC : {});
    if (trustsGitHub && !all.some(_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .isFatal */ .BG)) {
        const ports = { env, clock: _runtime_time_js__WEBPACK_IMPORTED_MODULE_2__/* .systemClock */ .ml, signal };
        declarations = await (0,_trust_js__WEBPACK_IMPORTED_MODULE_7__/* .completeGitHubTrust */ .hU)(declarations, settings['github-token'], ports, all);
    }
    const wrong = new Set(all.filter(_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .isFatal */ .BG).map(({ input }) => input));
    // With an error, only a hint about the same input may explain it.
    const shown = all.filter(({ input }) => wrong.has(input));
    if (wrong.size > 0 || request === undefined)
        throw new InputError(shown, request);
    const hints = all.map(_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .problemLine */ .YK);
    return { ...request, hints, declarations: declarations.filter((declaration) => declaration !== undefined) };
}
/** Declares a sweep: a destroy, or the plan of one, of roles that the run finds by criteria. */
function declareSweep({ env, settings, problems }) {
    for (const input of ['role-name', 'instance-profile-name', 'manifest']) {
        if (settings[input] === undefined)
            continue;
        const message = 'cannot be used with sweep, which finds its roles by role-path, owner and pull request; remove it';
        problems.push({ input, message });
    }
    if (settings['expected-plan-digest'] !== 'none') {
        const message = 'cannot be used with sweep, whose roles differ from run to run; remove it, or use destroy';
        problems.push({ input: 'expected-plan-digest', message });
    }
    const rolePath = settings['role-path'];
    if (rolePath === '/')
        (0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .addOnce */ .BY)(problems, { input: 'role-path', message: 'is required for sweep, and may not be "/"' });
    problems.push(...(0,_role_js__WEBPACK_IMPORTED_MODULE_3__/* .reservedPathProblems */ .U8)(rolePath));
    const repository = env['GITHUB_REPOSITORY'] ?? '';
    const owner = settings.owner ?? '';
    if (owner === '')
        (0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .addOnce */ .BY)(problems, _role_js__WEBPACK_IMPORTED_MODULE_3__/* .OWNER_MISSING */ .Jj);
    const isOwn = repository !== '' && owner.toLowerCase().startsWith(repository.toLowerCase());
    if (owner !== '' && (!isOwn || /^[\w.-]/.test(owner.slice(repository.length)))) {
        // The tag holds a bare number. An open pull request of another repository may have the number of a closed one here.
        const message = `${(0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .quote */ .hD)(owner)} is not specific to this repository, but pull request numbers are; for sweep it must begin with ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .quote */ .hD)(repository)}`;
        problems.push({ input: 'owner', message });
    }
    const all = (0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .environmentProblems */ .MM)(env, problems, _aws_environment_js__WEBPACK_IMPORTED_MODULE_0__/* .GITHUB_VARIABLES */ .aC);
    if (all.length > 0)
        throw new InputError(all);
    return {
        run: runSettings(settings),
        subject: 'sweep',
        declarations: [],
        hints: [],
        sweep: { rolePath, owner, repositoryId: (0,_github_context_js__WEBPACK_IMPORTED_MODULE_1__/* .repositoryIdOf */ .Bu)(owner, env), repository },
    };
}
/** Returns the settings of the whole run. */
function runSettings(settings) {
    const { mode } = settings;
    const removes = mode === 'destroy' || mode === 'sweep';
    // A dry run is the plan of a removal.
    return { ...settings, mode: !removes ? mode : settings['dry-run'] ? 'plan' : 'destroy' };
}


/***/ }),

/***/ 787:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $t: () => (/* binding */ placeOf),
/* harmony export */   BG: () => (/* binding */ isFatal),
/* harmony export */   BY: () => (/* binding */ addOnce),
/* harmony export */   MM: () => (/* binding */ environmentProblems),
/* harmony export */   YK: () => (/* binding */ problemLine),
/* harmony export */   aK: () => (/* binding */ hint),
/* harmony export */   hD: () => (/* binding */ quote),
/* harmony export */   jO: () => (/* binding */ entries),
/* harmony export */   kp: () => (/* binding */ closest),
/* harmony export */   mB: () => (/* binding */ ParseError)
/* harmony export */ });
/* harmony import */ var _aws_environment_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8075);
/* harmony import */ var _runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(5693);
/** Problems of the step's inputs and variables. Those that need no call are all reported at once, before the first call. */


/** Reports whether a problem fails the step: a hint does not. */
function isFatal({ isHint }) {
    return isHint !== true;
}
function problemLine({ input, message, file, line }) {
    const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
    return `${input}${place}: ${message}`;
}
/**
 * Adds the environment's problems to those of the inputs. A value may be a secret, so no message quotes one.
 *
 * @param more variables that only some runs need
 */
function environmentProblems(env, problems, more) {
    const faulty = (0,_aws_environment_js__WEBPACK_IMPORTED_MODULE_0__/* .faultyVariables */ .hX)(env, { ..._aws_environment_js__WEBPACK_IMPORTED_MODULE_0__/* .VARIABLES */ .ut, ...more });
    // The default owner is the repository: one mistake, one message.
    const hasNoOwner = faulty.some(({ name }) => name === 'GITHUB_REPOSITORY');
    return [
        ...problems.filter(({ input }) => input !== 'owner' || !hasNoOwner),
        ...faulty.map(({ name, fault }) => ({
            input: name,
            message: `the variable ${fault}; correct it, or the secret it is set from (the value is not shown)`,
        })),
    ];
}
/** Adds a problem unless its input has one already: one mistake, one message. */
function addOnce(problems, problem) {
    if (!problems.some(({ input }) => input === problem.input))
        problems.push(problem);
}
/** Writes a path for a message: `Statement[0].Action[2]`. */
function placeOf(path) {
    return path
        .map((step) => {
        if (typeof step === 'number')
            return `[${step}]`;
        return /^\w+$/.test(step) ? `.${step}` : `[${quote(step)}]`;
    })
        .join('')
        .replace(/^\./, '');
}
/** Returns each value of a list with its path; IAM takes one value for a list of one. */
function entries(value, path) {
    if (!Array.isArray(value))
        return [[value, path]];
    return value.map((item, index) => [item, [...path, index]]);
}
/** Quotes a value for a message, and truncates a long one. */
function quote(value) {
    const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
    return JSON.stringify((0,_runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_1__/* .truncate */ .xv)(text, 100));
}
/** Text that cannot be parsed. */
class ParseError extends Error {
    name = 'ParseError';
    /** 1-based. */
    line;
    constructor(message, line, options) {
        super(message, options);
        this.line = line;
    }
}
/** Returns the rest of a message about an unknown name. */
function hint(name, candidates) {
    const meant = closest(name, candidates);
    return meant === undefined ? `; it must be one of ${candidates.join(', ')}` : `; did you mean ${meant}?`;
}
/**
 * Returns the candidate with the fewest edits, or undefined if none is close: more than a third of the letters differ, or
 * more than `most`. Case is ignored, so a name that differs by case alone is the closest of all.
 */
function closest(name, candidates, most = Infinity) {
    const target = name.toLowerCase();
    let best;
    let fewest = Math.min(most, Math.max(1, Math.floor(target.length / 3))) + 1;
    for (const candidate of candidates) {
        if (Math.abs(candidate.length - target.length) >= fewest)
            continue;
        const edits = distance(target, candidate.toLowerCase());
        if (edits < fewest)
            [best, fewest] = [candidate, edits];
    }
    return best;
}
/** Counts the edits between two texts: letters put in, taken out or replaced, and neighbours swapped (optimal string alignment). */
function distance(a, b) {
    const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
    const cell = (i, j) => rows[i]?.[j] ?? Infinity;
    for (let i = 1; i <= a.length; i += 1) {
        const row = (rows[i] = [i]);
        for (let j = 1; j <= b.length; j += 1) {
            const isSame = a[i - 1] === b[j - 1];
            const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
            const edited = Math.min(cell(i - 1, j), cell(i, j - 1), isSwapped ? cell(i - 2, j - 2) : Infinity) + 1;
            row[j] = Math.min(edited, cell(i - 1, j - 1) + (isSame ? 0 : 1));
        }
    }
    return cell(a.length, b.length);
}


/***/ }),

/***/ 8718:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ko: () => (/* binding */ readInputs),
/* harmony export */   LO: () => (/* binding */ inputVariable),
/* harmony export */   Tp: () => (/* binding */ parseDocument),
/* harmony export */   oL: () => (/* binding */ masksAccountId),
/* harmony export */   wK: () => (/* binding */ readValue)
/* harmony export */ });
/* unused harmony export parseText */
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8127);
/* harmony import */ var _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(8538);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(787);
/* harmony import */ var _schemas_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8892);
/* harmony import */ var _table_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(1761);
/** The step's inputs as the runner hands them over, parsed by their kind and validated; every problem is collected, none is thrown. */





/** Returns the variable in which the runner passes an input: upper case, spaces to `_`, hyphens kept. */
function inputVariable(name) {
    return `INPUT_${name.replace(/ /g, '_').toUpperCase()}`;
}
/**
 * Reads and validates inputs. An input that is not read, empty or not valid has its default; of a map the valid entries remain.
 *
 * @param names the inputs to read; no other input is validated, so `destroy` does not fail for an input it does not use
 * @param namesOnly whether to reduce a map with known keys to its `name`
 */
async function readInputs(env, names, namesOnly = false) {
    const problems = [];
    const values = {};
    for (const name of names) {
        // Only the runner evaluates the expression for the owner.
        const given = env[inputVariable(name)] ?? (name === 'owner' ? env['GITHUB_REPOSITORY'] : undefined);
        if (given === undefined)
            continue;
        const text = trimInput(given, _table_js__WEBPACK_IMPORTED_MODULE_3__/* .INPUTS */ .mc[name].kind) || null;
        const { value, problems: invalid } = await readValue(name, text, namesOnly);
        problems.push(...invalid);
        if (value !== undefined)
            values[name] = value;
    }
    return { env, settings: { ..._table_js__WEBPACK_IMPORTED_MODULE_3__/* .DEFAULTS */ .zY, ...values }, problems };
}
/** Reads an input's value, or the text of it. Returns no value if it is empty or not valid. */
async function readValue(name, given, namesOnly) {
    const spec = _table_js__WEBPACK_IMPORTED_MODULE_3__/* .INPUTS */ .mc[name];
    const { kind, constraint, guard } = spec;
    const text = typeof given === 'string' ? trimInput(given, kind) : given;
    const isEmpty = text === null || text === '';
    if (isEmpty && guard === true)
        return { problems: [{ input: name, message: emptyGuard(spec) }] };
    // In a manifest, the empty text of a string overrides the default.
    if (isEmpty && (given === null || kind !== 'string'))
        return { problems: [] };
    const written = kind === 'string' ? given : text;
    try {
        const parsed = typeof written === 'string' ? await parseText(written, kind) : written;
        const value = coerce(spec, parsed, namesOnly);
        const invalid = violations(name, value);
        const problems = [...invalid, ...foldedHints(name, written, invalid.length > 0)];
        const wrong = new Set(invalid.map(({ path }) => path?.[0]));
        if (wrong.size === 0)
            return { value, problems };
        // The other entries may have problems, too: a document, or tags whose keys differ by case.
        const hasOthers = (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_4__/* .isObject */ .Gv)(value) && !wrong.has(undefined);
        const valid = hasOthers ? Object.entries(value).filter(([key]) => !wrong.has(key)) : [];
        return valid.length === 0 ? { problems } : { value: Object.fromEntries(valid), problems };
    }
    catch (error) {
        const message = `${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(written)} ${(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(error).message}; it must be ${constraint}`;
        return { problems: [{ input: name, message }] };
    }
}
/** Returns the message for a guard without a value. A default that is an expression can only be left to the runner. */
function emptyGuard({ default: standard }) {
    const remedy = standard === undefined ? '' : `, or write its default, ${standard.toString()}`;
    return `is empty, as an expression without a value is; correct the expression, or leave the input out${remedy}`;
}
/**
 * Returns the problems of a value that its schema refuses, one for each wrong item of a list or entry of a map. The path names
 * the item or entry; it is empty for the whole value.
 */
function violations(name, value) {
    const spec = _table_js__WEBPACK_IMPORTED_MODULE_3__/* .INPUTS */ .mc[name];
    // "None" also fits the schema of a policy's name.
    if ((0,_schemas_js__WEBPACK_IMPORTED_MODULE_2__/* .fits */ .lA)(spec.schema, value) && intendedWord(name, value) === undefined)
        return [];
    if (spec.secret === true) {
        const message = `the value, which is not shown, is not allowed; it must be ${spec.constraint}`;
        return [{ input: name, path: [], message }];
    }
    const problems = [];
    const report = (message, ...path) => {
        problems.push({ input: name, path, message });
    };
    const { items = {}, properties = {}, propertyNames = {}, additionalProperties = {} } = spec.schema;
    for (const [index, item] of Array.isArray(value) ? value.entries() : []) {
        if (!(0,_schemas_js__WEBPACK_IMPORTED_MODULE_2__/* .fits */ .lA)(items, item))
            report(refusal(`item ${index + 1}`, item, items) + suggestion(name, item), index);
    }
    for (const [key, entry] of (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_4__/* .isObject */ .Gv)(value) ? Object.entries(value) : []) {
        const schema = Object.hasOwn(properties, key) ? (properties[key] ?? {}) : additionalProperties;
        if (!(0,_schemas_js__WEBPACK_IMPORTED_MODULE_2__/* .fits */ .lA)(propertyNames, key))
            report(refusal('key', key, propertyNames), key);
        else if (schema === false) {
            const known = Object.keys(properties).join(', ');
            report(`entry ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(key)} is not allowed; it must be one of ${known}`, key);
        }
        else if (!(0,_schemas_js__WEBPACK_IMPORTED_MODULE_2__/* .fits */ .lA)(schema, entry))
            report(refusal(`entry ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(key)}:`, entry, schema), key);
    }
    if (problems.length === 0)
        report(refusal('', value, (0,_schemas_js__WEBPACK_IMPORTED_MODULE_2__/* .part */ .y_)(spec)) + suggestion(name, value));
    return problems;
}
/** Returns the message for a value, or a part of one, that its schema refuses. */
function refusal(label, value, schema) {
    const rule = `it must be ${(0,_schemas_js__WEBPACK_IMPORTED_MODULE_2__/* .ruleOf */ .Y)(schema)}`;
    const isItem = label.startsWith('item');
    if (value === null)
        return `${label} has no value (null in YAML); ${rule}`.trim();
    // The characters may be valid, but YAML makes text without quotes another type.
    if (schema.type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
        const bare = `${value} is a ${typeof value} in YAML; put it in quotes to make it text`;
        return `${label}${isItem ? ':' : ''} ${bare}`.trim();
    }
    const shown = isItem ? `, ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(value)},` : ` ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(value)}`;
    return `${label}${shown} is not allowed; ${rule}`.trim();
}
/** Returns the end of a refusal: the value or the form that was probably intended; empty if none is likely. */
function suggestion(name, value) {
    const { kind } = _table_js__WEBPACK_IMPORTED_MODULE_3__/* .INPUTS */ .mc[name];
    if (typeof value !== 'string')
        return '';
    if (name === 'trust-services' && /^github|githubusercontent/.test(value))
        return '. GitHub is no AWS service: its workflows assume a role by OIDC, so use trust-github';
    if (name === 'trust-services' && value.includes('.'))
        return '. Only AWS services have a name here: write a trust-policy for any other principal';
    if (kind === 'list')
        return /,\s*\S/.test(value) ? '. Write one item per line: a comma does not separate' : '';
    const word = intendedWord(name, value);
    return word === undefined ? '' : `. Did you mean ${word}?`;
}
/** Returns the word that a value was probably meant to be; undefined if it is a word already, or no word is close. */
function intendedWord(name, value) {
    const { schema, synonyms = {} } = _table_js__WEBPACK_IMPORTED_MODULE_3__/* .INPUTS */ .mc[name];
    const words = schema.enum?.map(String) ?? Object.keys(synonyms);
    if (typeof value !== 'string' || words.includes(value))
        return undefined;
    const [word] = Object.entries(synonyms).find(([, others]) => others.includes(value.toLowerCase())) ?? [];
    return word ?? (0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .closest */ .kp)(value, words);
}
/**
 * Reports whether to hide accounts' ids. The run needs to know before it reads the inputs: their problems may quote an id,
 * also if this input itself is wrong.
 */
function masksAccountId(env) {
    const given = env[inputVariable('mask-account-id')] ?? `${_table_js__WEBPACK_IMPORTED_MODULE_3__/* .DEFAULTS */ .zY['mask-account-id']}`;
    return !/^(?:false|False|FALSE)$/.test(given.trim());
}
/** Trims an input's text. YAML keeps the first line's indentation, because the other lines align with it. */
function trimInput(text, kind) {
    const isYaml = kind === 'list' || kind === 'map' || kind === 'document';
    return isYaml ? text.replace(/^\s*[\r\n]/, '').trimEnd() : text.trim();
}
/** Parses an input's text. @throws ParseError with the reason */
async function parseText(text, kind) {
    if (kind === 'list')
        return parseList(text);
    if (kind === 'map')
        return parseMap(text);
    if (kind === 'document')
        return parseDocument(text);
    const value = kind === 'string' ? text : scalar(text, kind);
    if (value !== undefined)
        return value;
    throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .ParseError */ .mB(kind === 'integer' ? 'is not a whole number' : 'is not a boolean');
}
/** Returns the number or boolean that a text is, or undefined. */
function scalar(text, type) {
    if (type === 'integer' && /^[-+]?\d{1,15}$/.test(text))
        return Number(text);
    // YAML 1.2's core schema, as GitHub's own getBooleanInput.
    if (type === 'boolean' && /^(?:true|True|TRUE|false|False|FALSE)$/.test(text))
        return /^t/i.test(text);
    return undefined;
}
/** Converts each text in a map with known keys to the type that its key's schema has. */
function coerce({ schema: { properties }, tags }, value, namesOnly) {
    if (tags === true)
        return tagMap(value);
    if (properties === undefined || !(0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_4__/* .isObject */ .Gv)(value))
        return value;
    const read = Object.entries(value).filter(([key]) => !namesOnly || key === 'name');
    const coerced = read.map(([key, entry]) => {
        if (key === 'tags')
            return [key, tagMap(entry)];
        if (typeof entry !== 'string')
            return [key, entry];
        const type = properties[key]?.type;
        return [key, scalar(entry, type) ?? (type === 'array' ? [entry] : entry)];
    });
    return Object.fromEntries(coerced);
}
/** Returns AWS's list of tags as a map, and any other value as it is. @throws ParseError */
function tagMap(value) {
    if (!Array.isArray(value))
        return value;
    const tags = new Map();
    for (const item of value) {
        const { Key, Value, ...rest } = (item ?? {});
        if (typeof Key !== 'string' || Value === undefined || Object.keys(rest).length > 0) {
            throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .ParseError */ .mB('is a list with an item that is not {"Key": \u2026, "Value": \u2026}');
        }
        add(tags, Key, Value);
    }
    return Object.fromEntries(tags);
}
/** Parses one item a line, or a YAML or JSON list. A comma never separates: it may be part of a policy's name. */
async function parseList(text) {
    const lines = linesOf(text);
    if (!/^(?:\[|-(?:\s|$))/.test(lines[0] ?? ''))
        return lines;
    return yaml(text);
}
/** Parses one `key=value` a line, or a YAML or JSON map. */
async function parseMap(text) {
    const lines = linesOf(text);
    const first = lines[0] ?? '';
    if (/^[{[]/.test(first) || /^[^=]*:(?:\s|$)/.test(first)) {
        const value = await yaml(text);
        if (typeof value === 'object' && value !== null)
            return value;
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .ParseError */ .mB('is not a map');
    }
    const pairs = new Map();
    for (const line of lines) {
        const [, key, value = ''] = /^([^=]*)=(.*)$/s.exec(line) ?? [];
        if (key === undefined)
            throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .ParseError */ .mB(`line ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(line)} is not "key=value"`);
        add(pairs, key.trim(), value.trim());
    }
    return Object.fromEntries(pairs);
}
/** Adds an entry to a map. @throws ParseError if it has one of that key */
function add(map, key, value) {
    if (map.has(key))
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .ParseError */ .mB(`key ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(key)} is declared twice`);
    map.set(key, value);
}
/** Parses a YAML or JSON document. Returns a plain string as it is: it is a file's path. */
async function parseDocument(text) {
    // An ordinary path needs no parser.
    if (/^[\w./ -]+$/.test(text))
        return text.trim();
    return yaml(text);
}
async function yaml(text) {
    const { parseYaml } = await __nccwpck_require__.e(/* import() */ 697).then(__nccwpck_require__.bind(__nccwpck_require__, 3697));
    return (await parseYaml(text)).value;
}
/**
 * Returns a hint for text that a YAML `>` block has folded into one line. Its spaces and equals signs may be part of a value:
 * only the author knows. The value of a tag may look like more tags; a valid item of a list never does.
 */
function foldedHints(input, text, isInvalid) {
    const { kind } = _table_js__WEBPACK_IMPORTED_MODULE_3__/* .INPUTS */ .mc[input];
    if (typeof text !== 'string' || (kind !== 'map' && !isInvalid))
        return [];
    const [line = '', second] = linesOf(text);
    if (second !== undefined || /^[[{-]/.test(line))
        return [];
    const key = kind === 'map' ? /^([^\s=:]+)=(?![{[]).*?\s[^\s=]+=/.exec(line)?.[1] : undefined;
    if (kind === 'list' ? !/[^\s,]\s+\S/.test(line) : key === undefined)
        return [];
    const read = key === undefined ? 'one item' : `the value of ${JSON.stringify(key)}`;
    const message = `a line is read as ${read}, spaces included; if it was meant as several lines, write \`|\` for the YAML block's \`>\`, which folds lines into one`;
    return [{ input, message, isHint: true }];
}
/** Returns the lines that are neither empty nor comments. */
function linesOf(text) {
    return text
        .split(/\r\n|\r|\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#'));
}


/***/ }),

/***/ 1362:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Jj: () => (/* binding */ OWNER_MISSING),
/* harmony export */   U8: () => (/* binding */ reservedPathProblems),
/* harmony export */   gP: () => (/* binding */ parseRole),
/* harmony export */   te: () => (/* binding */ declareRole)
/* harmony export */ });
/* unused harmony export expandRoleName */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7598);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8127);
/* harmony import */ var _github_context_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(9009);
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(3385);
/* harmony import */ var _resources_resource_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(1408);
/* harmony import */ var _resources_tags_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(4821);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(787);
/* harmony import */ var _schemas_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(8892);
/* harmony import */ var _table_js__WEBPACK_IMPORTED_MODULE_8__ = __nccwpck_require__(1761);
/* harmony import */ var _trust_js__WEBPACK_IMPORTED_MODULE_9__ = __nccwpck_require__(8686);
/** One role's inputs as its declaration: reads files, makes a trust policy of services, expands its name, refuses contradictions. */










function reservedPathProblems(path) {
    const message = `${(0,_problem_js__WEBPACK_IMPORTED_MODULE_6__/* .quote */ .hD)(path)} is reserved for roles that AWS creates; choose another path`;
    return (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_3__/* .isReservedPath */ .QO)(path) ? [{ input: 'role-path', message }] : [];
}
const OWNER_MISSING = {
    input: 'owner',
    message: 'is empty, and GITHUB_REPOSITORY, its default, is not set; set owner',
};
async function declareRole(inputs) {
    const { env, settings, problems } = inputs;
    const roleName = expandedName(inputs);
    if (roleName === undefined)
        (0,_problem_js__WEBPACK_IMPORTED_MODULE_6__/* .addOnce */ .BY)(problems, { input: 'role-name', message: 'is required' });
    if (settings.owner === undefined)
        (0,_problem_js__WEBPACK_IMPORTED_MODULE_6__/* .addOnce */ .BY)(problems, OWNER_MISSING);
    if (settings.mode === 'destroy' && settings.adopt) {
        const message = 'cannot be used with destroy, which deletes only resources with the owner tag of this step. Take two steps: take the role over with mode: apply and adopt: true; then run mode: destroy without adopt';
        problems.push({ input: 'adopt', message });
    }
    const rolesAnywhereName = roleName && nameOfRolesAnywhere(inputs, roleName);
    const role = (0,_table_js__WEBPACK_IMPORTED_MODULE_8__/* .needsOnlyNames */ .Eb)(settings.mode) ? undefined : await parseRole(inputs);
    if (roleName === undefined || settings.owner === undefined)
        return undefined;
    return {
        roleName,
        instanceProfileName: settings['instance-profile-name'] ?? roleName,
        rolesAnywhereName,
        owner: settings.owner,
        repositoryId: (0,_github_context_js__WEBPACK_IMPORTED_MODULE_2__/* .repositoryIdOf */ .Bu)(settings.owner, env),
        adopt: settings.adopt,
        role,
    };
}
function expandedName(inputs) {
    const { env, settings, problems } = inputs;
    const template = settings['role-name'];
    if (template === undefined)
        return undefined;
    try {
        return expandRoleName(template, {
            pr: template.includes('{pr}') ? pullRequestOf(inputs) : undefined,
            repo: (0,_github_context_js__WEBPACK_IMPORTED_MODULE_2__/* .runRepository */ .Yk)(env).name,
            branch: template.includes('{branch}') ? fromEvent(_github_context_js__WEBPACK_IMPORTED_MODULE_2__/* .eventBranch */ .FL, inputs) : undefined,
        });
    }
    catch (error) {
        problems.push({ input: 'role-name', message: (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .asError */ .zR)(error).message });
        return undefined;
    }
}
/** Returns the name of the Roles Anywhere profile: its own, or the role's if a profile may have it. */
function nameOfRolesAnywhere({ settings, problems }, roleName) {
    const input = 'roles-anywhere-profile';
    const profile = settings[input];
    if (profile === undefined || profile.name !== undefined)
        return profile?.name;
    if (!(0,_schemas_js__WEBPACK_IMPORTED_MODULE_7__/* .fits */ .lA)(_table_js__WEBPACK_IMPORTED_MODULE_8__/* .INPUTS */ .mc[input].schema.properties.name, roleName)) {
        const message = `needs a name of its own: ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_6__/* .quote */ .hD)(roleName)} has characters that a profile's name may not have; set name`;
        (0,_problem_js__WEBPACK_IMPORTED_MODULE_6__/* .addOnce */ .BY)(problems, { input, message });
    }
    return roleName;
}
async function parseRole(inputs) {
    const { settings, problems } = inputs;
    const path = settings['role-path'];
    problems.push(...reservedPathProblems(path));
    const { trust, gitHubTrust } = await declareTrust(inputs);
    let inlinePolicies = new Map();
    if (settings['inline-policies'] !== undefined) {
        const { readInlinePolicies } = await __nccwpck_require__.e(/* import() */ 130).then(__nccwpck_require__.bind(__nccwpck_require__, 130));
        inlinePolicies = await readInlinePolicies(settings['inline-policies'], inputs);
    }
    problems.push(...serviceLinkedProblems(settings));
    const tags = declareTags('tags', settings.tags, problems);
    let rolesAnywhere;
    const anywhere = settings['roles-anywhere-profile'];
    if (anywhere !== undefined) {
        const { declareRolesAnywhere } = await __nccwpck_require__.e(/* import() */ 51).then(__nccwpck_require__.bind(__nccwpck_require__, 4051));
        const profileTags = overTags(tags, 'roles-anywhere-profile', anywhere['tags'], problems);
        rolesAnywhere = await declareRolesAnywhere(anywhere, trust, profileTags, inputs);
    }
    // With an error, a hint would only distract.
    const hasTrust = settings['trust-policy'] !== undefined || settings['trust-services'] !== undefined;
    if (hasTrust && !problems.some(_problem_js__WEBPACK_IMPORTED_MODULE_6__/* .isFatal */ .BG))
        problems.push(...(0,_trust_js__WEBPACK_IMPORTED_MODULE_9__/* .trustHints */ .dW)(trust, settings));
    return {
        path,
        description: asRead(settings['role-description'] ?? ''),
        trust,
        gitHubTrust,
        maxSessionDuration: settings['max-session-duration'],
        boundary: settings['permissions-boundary'] === 'unchanged' ? undefined : settings['permissions-boundary'],
        policies: settings['policy-arns'] ?? [],
        inlinePolicies,
        tags,
        instanceProfile: settings['instance-profile']
            ? {
                path: settings['instance-profile-path'] ?? path,
                tags: overTags(tags, 'instance-profile-tags', settings['instance-profile-tags'], problems),
            }
            : undefined,
        rolesAnywhere,
        prune: declarePrune(inputs),
        pullRequest: pullRequestOf(inputs),
    };
}
/**
 * Returns text as IAM's responses have it: XML knows LF as the only line end, and its parser drops text that has nothing but
 * blank lines.
 */
function asRead(text) {
    const lines = text.replace(/\r\n?/g, '\n');
    return lines.trim() === '' && lines.includes('\n') ? '' : lines;
}
async function declareTrust(inputs) {
    const { env, settings, problems } = inputs;
    const { 'trust-services': services, 'trust-github': workflows, 'trust-policy': policy } = settings;
    if (policy === undefined && workflows !== undefined) {
        return { trust: (0,_trust_js__WEBPACK_IMPORTED_MODULE_9__/* .trustOfServices */ .A1)(services ?? []), gitHubTrust: (0,_trust_js__WEBPACK_IMPORTED_MODULE_9__/* .parseGitHubTrust */ .R3)(workflows, env) };
    }
    if (policy === undefined) {
        const trust = (0,_trust_js__WEBPACK_IMPORTED_MODULE_9__/* .trustOfServices */ .A1)(services ?? ['ec2']);
        const message = (0,_trust_js__WEBPACK_IMPORTED_MODULE_9__/* .trustPolicyProblem */ .EE)(trust);
        if (message !== undefined)
            problems.push({ input: 'trust-services', message });
        return { trust };
    }
    const input = 'trust-policy';
    for (const [other, given] of Object.entries({ 'trust-services': services, 'trust-github': workflows })) {
        if (given === undefined)
            continue;
        const message = `excludes ${other}: keep one of them, or write its statements into the policy`;
        problems.push({ input, message });
    }
    const { readDocument } = await __nccwpck_require__.e(/* import() */ 130).then(__nccwpck_require__.bind(__nccwpck_require__, 130));
    const trust = await readDocument(input, 'the trust policy', [], policy, inputs);
    if (trust === undefined)
        return { trust: {} };
    const tooLong = (0,_trust_js__WEBPACK_IMPORTED_MODULE_9__/* .trustPolicyProblem */ .EE)(trust);
    if (tooLong !== undefined)
        problems.push({ input, message: tooLong });
    const { publicTrust, trustWarnings } = await __nccwpck_require__.e(/* import() */ 80).then(__nccwpck_require__.bind(__nccwpck_require__, 5080));
    problems.push(...trustWarnings(trust).map((message) => ({ input, message, isHint: true })));
    if (!settings['allow-public-trust']) {
        const remedy = 'To accept it anyway, set allow-public-trust: true';
        problems.push(...publicTrust(trust).map((reason) => ({ input, message: `${reason}. ${remedy}` })));
    }
    return { trust };
}
/** Declares the tags of one input, and reports its problems. */
function declareTags(input, given, problems) {
    const tags = new Map(Object.entries(given ?? {}).map(([key, value]) => [key, String(value)]));
    const keys = [...tags.keys()];
    // Only the layers of a manifest together can have more.
    if (tags.size > _table_js__WEBPACK_IMPORTED_MODULE_8__/* .MAX_TAGS */ .x3)
        problems.push({ input, message: tooMany(tags) });
    keys.forEach((key, index) => {
        const earlier = keys.slice(0, index).find((other) => (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_5__/* .sameKey */ .el)(other, key));
        if (earlier !== undefined) {
            const message = `keys ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_6__/* .quote */ .hD)(earlier)} and ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_6__/* .quote */ .hD)(key)} differ only by case, and IAM ignores case in tag keys; keep one`;
            problems.push({ input, message });
        }
        if ((0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_5__/* .isActionTag */ .P5)(key)) {
            const message = `key ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_6__/* .quote */ .hD)(key)} is reserved for the Action; use the input owner`;
            problems.push({ input, message });
        }
    });
    return tags;
}
/** Declares an input's tags over those of the step: a key of its own replaces the same key in any case. */
function overTags(step, input, given, problems) {
    const own = declareTags(input, given, problems);
    const kept = [...step].filter(([key]) => ![...own.keys()].some((other) => (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_5__/* .sameKey */ .el)(other, key)));
    const tags = new Map([...kept, ...own]);
    if (own.size > 0 && tags.size > _table_js__WEBPACK_IMPORTED_MODULE_8__/* .MAX_TAGS */ .x3)
        problems.push({ input, message: tooMany(tags) });
    return tags;
}
function tooMany(tags) {
    return `${tags.size} tags, the step's included, are too many; at most ${_table_js__WEBPACK_IMPORTED_MODULE_8__/* .MAX_TAGS */ .x3} fit with the three of the Action`;
}
/** Reports managed policies of service-linked roles: IAM attaches them to no other role, nor takes them as a boundary. */
function serviceLinkedProblems(settings) {
    const pattern = /^(?:arn:[^:]*:iam::aws:policy\/|\/)?aws-service-role\//;
    return ['policy-arns', 'permissions-boundary'].flatMap((input) => {
        const references = [settings[input] ?? []].flat().filter((reference) => pattern.test(reference));
        const reason = 'belongs to a service-linked role; no other role can have it';
        return references.map((reference) => ({ input, message: `${(0,_problem_js__WEBPACK_IMPORTED_MODULE_6__/* .quote */ .hD)(reference)} ${reason}` }));
    });
}
function declarePrune({ settings, problems }) {
    const items = settings.prune;
    const others = items.filter((item) => item !== 'roles');
    if (others.length > 1 && (others.includes('all') || others.includes('none'))) {
        const message = 'all and none exclude every other item but roles; remove the other items';
        problems.push({ input: 'prune', message });
    }
    return new Set(_resources_resource_js__WEBPACK_IMPORTED_MODULE_4__/* .PRUNABLE */ .Qz.filter((item) => items.includes('all') || items.includes(item)));
}
/** Returns the number of the pull request on whose event the step runs. */
function pullRequestOf(inputs) {
    if (!/^(?:pull_request|issue_comment$)/.test(inputs.env['GITHUB_EVENT_NAME'] ?? ''))
        return undefined;
    return fromEvent(_github_context_js__WEBPACK_IMPORTED_MODULE_2__/* .pullRequestNumber */ .Kd, inputs)?.toString();
}
/** Reads a property of the event. Reports an unreadable event once. */
function fromEvent(read, { env, problems }) {
    try {
        return read(env);
    }
    catch (error) {
        (0,_problem_js__WEBPACK_IMPORTED_MODULE_6__/* .addOnce */ .BY)(problems, { input: 'GITHUB_EVENT_PATH', message: (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .asError */ .zR)(error).message });
        return undefined;
    }
}
/** IAM's limit for the name of a role. */
const MAX_LENGTH = 64;
/** Hex digits; enough that no attacker finds two branch names with one hash. */
const HASH_LENGTH = 16;
const PLACEHOLDER = /\{(pr|repo|branch)\}/g;
/**
 * Expands a template to a name. Replaces characters that IAM refuses by `-`, and truncates a long name. Two different
 * values never share a name, whatever a branch is called: an ambiguous name ends in a hash of its values. A name is
 * ambiguous if it was altered or truncated, has upper case, ends like a hash, or has several values without a boundary.
 *
 * @throws Error naming the placeholders that have no value
 */
function expandRoleName(template, values) {
    const used = [...template.matchAll(PLACEHOLDER)].map((match) => match[1]);
    if (used.length === 0)
        return template;
    const missing = [...new Set(used.filter((name) => (values[name] ?? '') === ''))];
    if (missing.length > 0) {
        throw new Error(missing.map((name) => `{${name}} has no value here: ${WHERE[name]}`).join('; '));
    }
    const exact = template.replace(PLACEHOLDER, (_, name) => values[name] ?? '');
    const name = exact.replace(/[^A-Za-z0-9_+=,.@-]/g, '-');
    const isUnique = name === exact &&
        name.length <= MAX_LENGTH &&
        used.every((placeholder) => values[placeholder] === values[placeholder]?.toLowerCase()) &&
        !ENDS_IN_HASH.test(name) &&
        (new Set(used).size === 1 || isUnambiguous(template));
    if (isUnique)
        return name;
    const given = JSON.stringify(used.map((placeholder) => [placeholder, values[placeholder]]));
    const suffix = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.hash)('sha256', given).slice(0, HASH_LENGTH);
    return `${name.slice(0, MAX_LENGTH - HASH_LENGTH - 1)}-${suffix}`;
}
const ENDS_IN_HASH = new RegExp(`-[0-9a-f]{${HASH_LENGTH}}$`);
/** Reports whether the values can be read from the name: at most one is free text, and no digit touches a number. */
function isUnambiguous(template) {
    const free = new Set([...template.matchAll(/\{(?:repo|branch)\}/g)].map(([placeholder]) => placeholder));
    return free.size < 2 && !/\{pr\}[\d{]|[\d}]\{pr\}/.test(template);
}
const WHERE = {
    pr: 'the run is not on the event of a pull request',
    repo: 'GITHUB_REPOSITORY is not set',
    branch: 'the event is not about a branch of this repository, but for example about a tag, a fork or a comment; use another trigger, {pr} or a fixed name',
};


/***/ }),

/***/ 8892:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   AQ: () => (/* binding */ ROLE_GROUPS),
/* harmony export */   Al: () => (/* binding */ document),
/* harmony export */   Dx: () => (/* binding */ TAG_VALUE),
/* harmony export */   Fo: () => (/* binding */ SWITCH),
/* harmony export */   Jx: () => (/* binding */ BOOLEAN),
/* harmony export */   MO: () => (/* binding */ OTHER_MODES),
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   Y: () => (/* binding */ ruleOf),
/* harmony export */   YA: () => (/* binding */ seconds),
/* harmony export */   gI: () => (/* binding */ PATH),
/* harmony export */   gp: () => (/* binding */ TAGS),
/* harmony export */   lA: () => (/* binding */ fits),
/* harmony export */   lc: () => (/* binding */ POLICY_REFERENCE),
/* harmony export */   o_: () => (/* binding */ NAME),
/* harmony export */   p1: () => (/* binding */ LONG_NAME),
/* harmony export */   ro: () => (/* binding */ GITHUB_WORKFLOWS),
/* harmony export */   x3: () => (/* binding */ MAX_TAGS),
/* harmony export */   yL: () => (/* binding */ oneOf),
/* harmony export */   y_: () => (/* binding */ part)
/* harmony export */ });
/* harmony import */ var _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8538);
/**
 * The shape of a row in the table of inputs, and the values that several inputs have, in IAM's terms.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */

/** The groups of inputs that declare a property of one role, also in a manifest. The other inputs apply to the whole step. */
const ROLE_GROUPS = ['Role', 'Trust', 'Policies', 'Profiles', 'Ownership'];
/** Modes that do not declare a role. They read only the inputs whose rows name them. */
const OTHER_MODES = ['read', 'destroy', 'sweep'];
/** Reports whether a value fits a schema. Agrees with any validator, which would take longer to load than all inputs to read. */
function fits(schema, value) {
    const { type, enum: words, pattern = '', not, items = {}, properties = {}, propertyNames = {} } = schema;
    if (words !== undefined)
        return words.some((word) => word === value);
    const least = schema.minLength ?? schema.minimum ?? schema.minItems ?? -Infinity;
    const most = schema.maxLength ?? schema.maximum ?? schema.maxItems ?? schema.maxProperties ?? Infinity;
    const is = (name, size = least) => (type === undefined || [type].flat().includes(name)) && !(size < least || size > most);
    if (typeof value === 'string') {
        // The length counts a character beyond U+FFFF as one.
        if (!is('string', Array.from(value).length) || !new RegExp(pattern, 'u').test(value))
            return false;
        return not === undefined || !fits(not, value);
    }
    if (typeof value === 'number')
        return is(Number.isInteger(value) ? 'integer' : 'number', value);
    if (Array.isArray(value))
        return is('array', value.length) && value.every((item) => fits(items, item));
    if (!(0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_0__/* .isObject */ .Gv)(value))
        return is(value === null ? 'null' : typeof value);
    const entries = Object.entries(value);
    if (!is('object', entries.length))
        return false;
    return entries.every(([key, entry]) => {
        const entrySchema = Object.hasOwn(properties, key) ? properties[key] : schema.additionalProperties;
        return entrySchema !== false && fits(propertyNames, key) && fits(entrySchema ?? {}, entry);
    });
}
/** Returns the schema of a part of a value, which messages describe. */
function part({ schema, constraint }) {
    return { ...schema, description: constraint };
}
/** Returns the words of such a schema, that can follow "it must be". */
function ruleOf(schema) {
    return schema.description ?? 'another value';
}
const BOOLEAN = {
    kind: 'boolean',
    schema: { type: 'boolean' },
    constraint: 'true or false',
};
/** A boolean that is false unless it is set, and that an empty value does not set. */
const SWITCH = { ...BOOLEAN, default: false, guard: true };
/** Returns the part of a row whose value is one of some words; the first is the default. */
function oneOf(...words) {
    const constraint = `one of ${words.join(', ')}`;
    return { kind: 'string', default: words[0], schema: { enum: words }, constraint };
}
function seconds(minimum, maximum) {
    const constraint = `a whole number of seconds from ${minimum} to ${maximum}`;
    return { kind: 'integer', schema: { type: 'integer', minimum, maximum }, constraint };
}
/** Returns the part of a row whose value is text. */
function text(pattern, constraint) {
    return { kind: 'string', schema: { type: 'string', pattern }, constraint };
}
const NAME = '[A-Za-z0-9_+=,.@-]';
/** The name of an instance profile or of a policy. */
const LONG_NAME = text(`^${NAME}{1,128}$`, '1 to 128 characters of A-Z a-z 0-9 _ + = , . @ -');
const PATH = text('^(?:/|/[!-~]{1,510}/)$', 'a path that starts and ends with "/", of at most 512 printable ASCII characters');
const POLICY_REFERENCE = text('^(?:arn:aws[a-z-]*:iam::(?:\\d{12}|aws):policy/[!-~]{1,512}|/?(?:[!-.0-~]+/)*[A-Za-z0-9_+=,.@-]{1,128})$', 'the ARN of a managed policy, or the name of an AWS managed policy, with or without its path');
const document = {
    type: ['object', 'string'],
    description: 'a policy document, or the path of a file in the workspace that holds one',
};
/** IAM allows 50 tags; the Action sets three, and a fourth one with `prune: roles`. */
const MAX_TAGS = 47;
const TAG_CHARACTERS = 'letters, digits, spaces and _ . : / = + - @';
/** One pattern for all, with separate lengths: three patterns would take longer to compile than all the rest. */
const tagText = { type: 'string', pattern: '^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*$' };
const TAG_VALUE = {
    kind: 'string',
    schema: { ...tagText, minLength: 1, maxLength: 256 },
    constraint: `1 to 256 ${TAG_CHARACTERS}`,
};
const TAGS = {
    kind: 'map',
    schema: {
        type: 'object',
        maxProperties: MAX_TAGS,
        propertyNames: {
            ...tagText,
            minLength: 1,
            maxLength: 128,
            not: { pattern: '^[aA][wW][sS]:' },
            description: `1 to 128 ${TAG_CHARACTERS}, and must not start with "aws:"`,
        },
        additionalProperties: {
            ...tagText,
            maxLength: 256,
            description: `text of 0 to 256 ${TAG_CHARACTERS}; write "" for an empty value`,
        },
    },
    constraint: `a map of at most ${MAX_TAGS} tags; keys of 1 to 128 and values of 0 to 256 ${TAG_CHARACTERS}, no key starting with "aws:"`,
    tags: true,
};
const ID = '@[1-9]\\d{0,18}';
const REF = '[!-9;->@-Z\\]_`a-}\\u00A1-\\u00FF]+';
/** The repository and the workflows in it that may assume a role. */
const GITHUB_WORKFLOWS = {
    schema: {
        type: 'string',
        pattern: `^[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:/[A-Za-z0-9_.-]{1,100}|${ID}/[A-Za-z0-9_.-]{1,100}${ID})` +
            `(?:@${REF}|:ref:refs/${REF}|:pull_request|:environment:[ !-~\\u00A1-\\u00FF]{1,255}|:\\*)$`,
        not: { pattern: '\\$\\{' },
    },
    constraint: 'one of OWNER/REPO@BRANCH, OWNER/REPO@refs/tags/TAG, OWNER/REPO:pull_request, OWNER/REPO:environment:NAME or OWNER/REPO:*, maybe as OWNER@ID/REPO@ID',
};


/***/ }),

/***/ 1761:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  zY: () => (/* binding */ DEFAULTS),
  mc: () => (/* binding */ INPUTS),
  Qh: () => (/* binding */ INPUT_NAMES),
  x3: () => (/* reexport */ schemas/* MAX_TAGS */.x3),
  Vc: () => (/* binding */ inputsOf),
  wp: () => (/* binding */ isInputName),
  Eb: () => (/* binding */ needsOnlyNames)
});

// EXTERNAL MODULE: ./build/inputs/schemas.js
var schemas = __nccwpck_require__(8892);
;// CONCATENATED MODULE: ./build/inputs/run-inputs.js
/** Rows of the table in table.ts: inputs that apply to the whole step. */

const RUN_INPUTS = {
    'role-to-assume': {
        ...(0,schemas/* text */.Qq)('^arn:aws[a-z-]*:iam::\\d{12}:role/[!-~]{1,576}$', 'the ARN of a role'),
        description: 'ARN of the role whose credentials this step uses, and no later step',
        modes: schemas/* OTHER_MODES */.MO,
        group: 'Credentials',
    },
    'aws-region': {
        ...(0,schemas/* text */.Qq)('^[a-z]{2,}(?:-[a-z]+)+-\\d+$', 'a region, such as eu-central-1'),
        description: 'region of the AWS endpoints; if not set, `AWS_REGION`',
        modes: schemas/* OTHER_MODES */.MO,
        group: 'Credentials',
    },
    'rollback-on-failure': {
        ...schemas/* BOOLEAN */.Jx,
        default: true,
        description: "roll back this run's changes if it fails permanently",
        guard: true,
        group: 'Safety',
    },
    'timeout-seconds': {
        ...(0,schemas/* seconds */.YA)(1, 3600),
        default: 120,
        description: 'seconds from the first write until IAM shows the declared state, 1 to 3600',
        modes: schemas/* OTHER_MODES */.MO,
        group: 'Run',
    },
    'wait-for': {
        ...(0,schemas/* oneOf */.yL)('iam', 'ec2'),
        description: '`ec2` also waits until EC2 accepts the instance profile',
        group: 'Run',
    },
    'ec2-image-id': {
        ...(0,schemas/* text */.Qq)('^(?:ami-[0-9a-f]{8,17}|resolve:ssm:[A-Za-z0-9_./:-]{1,1011})$', 'an AMI id (ami-\u2026) or resolve:ssm:PARAMETER'),
        default: 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
        description: 'image for the dry run of `wait-for: ec2`; no instance is started',
        group: 'Run',
    },
    'expected-plan-digest': {
        // A recipe may add the prefix to an output that already has it.
        ...(0,schemas/* text */.Qq)('^(?:none|(?:sha256:){0,2}[0-9a-f]{64})$', 'the output plan-digest of the reviewed run (sha256: and 64 hex digits), or none'),
        default: 'none',
        synonyms: { none: [] },
        description: '`plan-digest` of the reviewed plan: no other plan is sent; `none` allows any',
        guard: true,
        modes: ['destroy', 'sweep'],
        group: 'Safety',
    },
    'sweep-after': {
        ...(0,schemas/* seconds */.YA)(0, 31_536_000),
        default: 3600,
        description: '`sweep` keeps roles that were created or last used less than this number of seconds ago',
        guard: true,
        modes: ['sweep'],
        group: 'Safety',
    },
    'dry-run': {
        ...schemas/* SWITCH */.Fo,
        description: '`destroy` and `sweep` only show what they would delete; `apply` refuses it',
        modes: ['destroy', 'sweep'],
        group: 'Safety',
    },
    'pr-comment': {
        ...(0,schemas/* oneOf */.yL)('off', 'changes', 'always'),
        synonyms: { off: ['false'], changes: ['true', 'on'] },
        description: 'comment on the pull request: `off`, `always`, or from the first `changes` on',
        modes: ['destroy'],
        group: 'Reporting',
    },
    'github-token': {
        ...(0,schemas/* text */.Qq)('^[!-~]+$', 'a GitHub token: visible ASCII characters on one line'),
        expression: '${{ github.token }}',
        secret: true,
        description: 'token for the comment, the sweep, and the ids of repositories in `trust-github`',
        modes: schemas/* OTHER_MODES */.MO,
        group: 'Credentials',
    },
    'mask-account-id': {
        ...schemas/* SWITCH */.Fo,
        description: "hide the account's id in log, summary and comment",
        modes: schemas/* OTHER_MODES */.MO,
        group: 'Reporting',
    },
};

;// CONCATENATED MODULE: ./build/inputs/table.js
/**
 * Every input once: its shape, its limits in IAM's terms, its default and its description. `read.ts` validates the inputs
 * by it. `action.yml`, the README's table, `docs/inputs.md` and the JSON Schema are generated from it.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */



const INPUTS = {
    mode: {
        ...(0,schemas/* oneOf */.yL)('apply', 'plan', 'check', 'read', 'destroy', 'sweep'),
        synonyms: {
            check: ['drift'],
            plan: ['diff', 'preview', 'dry-run'],
            apply: ['create', 'update', 'deploy'],
            destroy: ['delete', 'remove'],
            sweep: ['clean', 'cleanup'],
        },
        description: '`apply` writes; `plan`, `check` and `read` only read; `destroy` and `sweep` delete',
        guard: true,
        modes: schemas/* OTHER_MODES */.MO,
        group: 'Run',
    },
    'role-name': {
        ...(0,schemas/* text */.Qq)(`^(?:${schemas/* NAME */.o_}|\\{(?:pr|repo|branch)\\}){1,64}$`, '1 to 64 characters of A-Z a-z 0-9 _ + = , . @ -, and maybe {pr}, {repo}, {branch}'),
        description: 'name of the role, 1 to 64 characters; may contain `{pr}`, `{repo}` or `{branch}`',
        modes: schemas/* OTHER_MODES */.MO,
        group: 'Role',
    },
    'role-path': {
        ...schemas/* PATH */.gI,
        default: '/',
        description: 'path of the role, at most 512 characters, such as `/team/`; IAM cannot change it',
        modes: ['sweep'],
        declares: 'role.path',
        group: 'Role',
    },
    'role-description': {
        kind: 'string',
        schema: { type: 'string', maxLength: 1000, pattern: '^[\\t\\n\\r\\u0020-\\u007E\\u00A1-\\u00FF]*$' },
        constraint: 'at most 1000 characters of Latin-1 (tab, line ends, U+0020\u20137E, U+00A1\u2013FF)',
        description: 'description of the role, at most 1000 characters of Latin-1',
        declares: 'role.description',
        group: 'Role',
    },
    'trust-services': {
        kind: 'list',
        schema: {
            type: 'array',
            minItems: 1,
            items: {
                type: 'string',
                // No host outside AWS, and not GitHub, whose jobs assume roles by OIDC.
                pattern: '^(?!github(?:-actions)?$)(?!(?!alexa-[a-z]+\\.amazon\\.com$).*(?<!\\.amazonaws)\\.(?:com|net|org|io|dev|app)$)[a-z0-9-]+(?:\\.[a-z0-9-]+)*$',
                description: 'the name of a service, such as ec2, ecs-tasks or ec2.amazonaws.com',
            },
        },
        constraint: 'a list of at least one service, such as ec2, ecs-tasks or ec2.amazonaws.com',
        description: 'AWS services that may assume the role; without any other trust `ec2`',
        group: 'Trust',
    },
    'trust-github': {
        kind: 'list',
        schema: { type: 'array', minItems: 1, items: (0,schemas/* part */.y_)(schemas/* GITHUB_WORKFLOWS */.ro) },
        constraint: `a list of at least one item, each ${schemas/* GITHUB_WORKFLOWS */.ro.constraint}`,
        description: 'GitHub workflows that may assume the role, such as `octo-org/octo-repo@main`',
        group: 'Trust',
    },
    'trust-policy': {
        kind: 'document',
        schema: schemas/* document */.Al,
        constraint: 'a policy document as JSON or YAML, or the path of a file in the workspace that holds one',
        description: 'the whole trust policy, or the path of its file; excludes the other trust inputs',
        declares: 'role.trust',
        group: 'Trust',
    },
    'allow-public-trust': {
        ...schemas/* SWITCH */.Fo,
        description: 'accept a trust policy that anyone could use',
        group: 'Trust',
    },
    'max-session-duration': {
        ...(0,schemas/* seconds */.YA)(3600, 43_200),
        default: 3600,
        description: 'seconds that a session of the role may last, 3600 to 43200',
        declares: 'role.maxSessionDuration',
        group: 'Role',
    },
    'permissions-boundary': {
        ...schemas/* POLICY_REFERENCE */.lc,
        default: 'unchanged',
        constraint: `${schemas/* POLICY_REFERENCE */.lc.constraint}, or none, or unchanged`,
        synonyms: { none: ['no', 'off', 'false', 'null', 'remove', 'delete'], unchanged: ['keep'] },
        description: 'ARN or AWS name of the boundary; `none` removes it, `unchanged` keeps the current one',
        declares: 'role.boundary',
        guard: true,
        group: 'Policies',
    },
    'policy-arns': {
        kind: 'list',
        schema: { type: 'array', items: (0,schemas/* part */.y_)(schemas/* POLICY_REFERENCE */.lc) },
        constraint: `a list, each item ${schemas/* POLICY_REFERENCE */.lc.constraint}`,
        description: 'managed policies: ARNs, or names of AWS managed policies',
        declares: 'role.managedPolicies',
        group: 'Policies',
    },
    'inline-policies': {
        kind: 'map',
        schema: {
            type: 'object',
            propertyNames: { pattern: schemas/* LONG_NAME */.p1.schema.pattern, description: schemas/* LONG_NAME */.p1.constraint },
            additionalProperties: schemas/* document */.Al,
        },
        constraint: `a map of policy names (${schemas/* LONG_NAME */.p1.constraint}), each with a document or the path of a file`,
        description: 'inline policies: each name with a document or the path of its file',
        declares: 'role.inlinePolicies',
        group: 'Policies',
    },
    tags: {
        ...schemas/* TAGS */.gp,
        description: `tags of the role and of the instance profile, at most ${schemas/* MAX_TAGS */.x3}`,
        group: 'Role',
    },
    'instance-profile': {
        ...schemas/* BOOLEAN */.Jx,
        default: true,
        description: '`false`: the role has no instance profile, and one of the same owner is deleted',
        group: 'Profiles',
    },
    'instance-profile-name': {
        ...schemas/* LONG_NAME */.p1,
        description: 'name of the instance profile, 1 to 128 characters; if not set, `role-name`',
        modes: schemas/* OTHER_MODES */.MO,
        group: 'Profiles',
    },
    'instance-profile-path': {
        ...schemas/* PATH */.gI,
        description: 'path of the instance profile; if not set, `role-path`',
        declares: 'instanceProfile.path',
        group: 'Profiles',
    },
    'instance-profile-tags': {
        ...schemas/* TAGS */.gp,
        description: 'tags of the instance profile alone, over those of `tags`',
        group: 'Profiles',
    },
    'roles-anywhere-profile': {
        kind: 'map',
        schema: {
            type: 'object',
            properties: {
                name: (0,schemas/* part */.y_)((0,schemas/* text */.Qq)('^[ A-Za-z0-9_-]{1,255}$', '1 to 255 characters of A-Z a-z 0-9 space _ -')),
                enabled: (0,schemas/* part */.y_)(schemas/* BOOLEAN */.Jx),
                'duration-seconds': (0,schemas/* part */.y_)((0,schemas/* seconds */.YA)(900, 43_200)),
                'managed-policy-arns': {
                    type: 'array',
                    items: (0,schemas/* part */.y_)(schemas/* POLICY_REFERENCE */.lc),
                    maxItems: 50,
                    description: `a list of at most 50, each ${schemas/* POLICY_REFERENCE */.lc.constraint}`,
                },
                'session-policy': schemas/* document */.Al,
                'require-instance-properties': (0,schemas/* part */.y_)(schemas/* BOOLEAN */.Jx),
                'role-arns': {
                    type: 'array',
                    items: (0,schemas/* part */.y_)((0,schemas/* text */.Qq)('^arn:aws[a-z-]*:iam::\\d{12}:role/[!-~]{1,575}$', 'the ARN of a role')),
                    maxItems: 249,
                    description: 'a list of at most 249 ARNs of roles',
                },
                'accept-role-session-name': (0,schemas/* part */.y_)(schemas/* BOOLEAN */.Jx),
                tags: { ...schemas/* TAGS */.gp.schema, description: `a map of at most ${schemas/* MAX_TAGS */.x3} tags` },
            },
            additionalProperties: false,
        },
        constraint: 'a map of name, enabled, duration-seconds, managed-policy-arns, session-policy, require-instance-properties, accept-role-session-name, role-arns and tags',
        description: 'profile of IAM Roles Anywhere for nodes outside AWS: a map',
        modes: ['read', 'destroy'],
        group: 'Profiles',
        declaresEntries: {
            name: 'rolesAnywhereProfile.name',
            enabled: 'rolesAnywhereProfile.enabled',
            'duration-seconds': 'rolesAnywhereProfile.durationSeconds',
            'managed-policy-arns': 'rolesAnywhereProfile.managedPolicies',
            'session-policy': 'rolesAnywhereProfile.sessionPolicy',
            'require-instance-properties': 'rolesAnywhereProfile.requireInstanceProperties',
            'accept-role-session-name': 'rolesAnywhereProfile.acceptRoleSessionName',
            'role-arns': 'rolesAnywhereProfile.roleArns',
            tags: 'rolesAnywhereProfile.tags',
        },
    },
    manifest: {
        kind: 'string',
        schema: { type: 'string', minLength: 1 },
        constraint: 'the path of a YAML or JSON file in the workspace',
        description: 'path of a YAML or JSON file that declares many roles',
        modes: schemas/* OTHER_MODES */.MO,
        group: 'Run',
    },
    prune: {
        kind: 'list',
        default: ['all'],
        schema: {
            type: 'array',
            items: {
                enum: ['policies', 'inline-policies', 'tags', 'roles', 'all', 'none'],
                description: 'one of policies, inline-policies, tags, roles, all, none',
            },
        },
        constraint: 'all, none, or a list of policies, inline-policies, tags and roles',
        description: 'undeclared items to remove: `none`, `all` (`policies`, `inline-policies`, `tags`), and `roles` that left `manifest`',
        guard: true,
        group: 'Ownership',
    },
    owner: {
        ...schemas/* TAG_VALUE */.Dx,
        expression: '${{ github.repository }}',
        description: 'value of the owner tag; the step changes only resources that have it',
        guard: true,
        modes: ['destroy', 'sweep'],
        group: 'Ownership',
    },
    adopt: {
        ...schemas/* SWITCH */.Fo,
        description: 'take over a role or profile that has another owner tag, or none',
        modes: ['destroy'],
        group: 'Ownership',
    },
    ...RUN_INPUTS,
};
const INPUT_NAMES = Object.keys(INPUTS);
const DEFAULTS = Object.fromEntries(Object.entries(INPUTS).flatMap(([name, row]) => ('default' in row ? [[name, row.default]] : [])));
function isInputName(name) {
    return Object.hasOwn(INPUTS, name);
}
/** Reports whether a mode declares no role, and so needs only the names of the resources. */
function needsOnlyNames(mode) {
    return schemas/* OTHER_MODES */.MO.some((other) => other === mode);
}
/** Returns the inputs that a mode reads: an error in an input that it does not use must not block a clean-up. */
function inputsOf(mode) {
    if (!needsOnlyNames(mode))
        return INPUT_NAMES;
    return INPUT_NAMES.filter((name) => INPUTS[name].modes?.includes(mode));
}


/***/ }),

/***/ 8686:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   A1: () => (/* binding */ trustOfServices),
/* harmony export */   EE: () => (/* binding */ trustPolicyProblem),
/* harmony export */   R3: () => (/* binding */ parseGitHubTrust),
/* harmony export */   Rl: () => (/* binding */ neededActions),
/* harmony export */   S6: () => (/* binding */ isOfServices),
/* harmony export */   dW: () => (/* binding */ trustHints),
/* harmony export */   hU: () => (/* binding */ completeGitHubTrust),
/* harmony export */   tn: () => (/* binding */ SERVICE_HOST)
/* harmony export */ });
/* unused harmony export servicePrincipal */
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3385);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8127);
/* harmony import */ var _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(8538);
/* harmony import */ var _aws_trust_policy_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(391);
/* harmony import */ var _github_context_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(9009);
/* harmony import */ var _resources_tags_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(4821);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(787);
/** Trust policies: their statements for services and for GitHub's workflows, their size, and hints about likely mistakes. */







/**
 * Actions that services need besides `sts:AssumeRole`.
 *
 * https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
const FURTHER_ACTIONS = new Map([
    ['rolesanywhere.amazonaws.com', ['sts:SetSourceIdentity', 'sts:TagSession']],
    ['pods.eks.amazonaws.com', ['sts:TagSession']],
]);
/** Host names of services: one suffix for each partition, AWS's own network, and the Alexa services. */
const SERVICE_HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.[a-z]{2}|aws\.internal|[a-z0-9-]+\.gov|adc-e\.uk)$|^alexa-[a-z]+\.amazon\.com$/i;
/** Returns the actions that a service needs to assume a role. */
function neededActions(host) {
    return ['sts:AssumeRole', ...(FURTHER_ACTIONS.get(host) ?? [])];
}
/** Completes a service's name: `ec2` \u2192 `ec2.amazonaws.com`. Keeps a full host, because partitions have different suffixes. */
function servicePrincipal(service) {
    return SERVICE_HOST.test(service) ? service : `${service}.amazonaws.com`;
}
/** Returns the trust policy that lets these services assume the role: one statement for each set of actions. */
function trustOfServices(services) {
    const hosts = new Set(services.map(servicePrincipal));
    const byActions = Map.groupBy(hosts, (host) => neededActions(host).join(' '));
    return {
        Version: '2012-10-17',
        Statement: [...byActions].map(([actions, group]) => ({
            Effect: 'Allow',
            Principal: { Service: oneOrList(group) },
            Action: oneOrList(actions.split(' ')),
        })),
    };
}
/** Reports whether `trust-services` may have made a document. */
function isOfServices(document) {
    const principals = (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_6__/* .parseStatements */ .YK)(document).flatMap(({ fields }) => fields.get('Principal') ?? []);
    const services = principals.map((principal) => principal.replace(/^Service:/, ''));
    return (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_6__/* .sameDocument */ ._H)(document, trustOfServices(services));
}
function oneOrList(values) {
    return values.length === 1 && values[0] !== undefined ? values[0] : values;
}
/**
 * The trust policy's size that no account exceeds.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_TRUST_POLICY_QUOTA = 4096;
/**
 * Reports a trust policy that exceeds the quota.
 *
 * @param limit the account's own quota, if it is known
 */
function trustPolicyProblem(document, limit = MAX_TRUST_POLICY_QUOTA) {
    const size = (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_6__/* .sizeOf */ .$d)(document);
    if (size <= limit)
        return undefined;
    const advice = size <= MAX_TRUST_POLICY_QUOTA
        ? `ask AWS to raise the quota (at most ${MAX_TRUST_POLICY_QUOTA})`
        : 'no account can have more: name fewer principals, or accounts in place of roles';
    return `the trust policy has ${size} characters, and IAM allows ${limit}; ${advice}`;
}
/** Returns hints about a trust policy: EC2 cannot use the role's instance profile, or GitHub's audience is not tested. */
function trustHints(trust, settings) {
    const input = settings['trust-policy'] === undefined ? 'trust-services' : 'trust-policy';
    const allowing = (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_6__/* .parseStatements */ .YK)(trust).filter(({ effect }) => effect === 'Allow');
    const principals = allowing.flatMap(({ fields }) => fields.get('Principal') ?? ['*']);
    const hints = [];
    const usesProfile = principals.some((name) => name === '*' || name.startsWith('Service:ec2.'));
    if (settings['instance-profile'] && principals.length > 0 && !usesProfile)
        hints.push('EC2 cannot assume the role, so no instance can use its instance profile; set instance-profile: false, or let ec2 assume it');
    const isGitHub = (name) => name.startsWith('Federated:') && name.endsWith(`/${_aws_trust_policy_js__WEBPACK_IMPORTED_MODULE_2__/* .GITHUB_ISSUER */ .oX}`);
    const withoutAudience = allowing.some(({ fields, conditions }) => fields.get('Principal')?.some(isGitHub) &&
        ![...conditions.keys()].some((test) => test.toLowerCase().includes(`${_aws_trust_policy_js__WEBPACK_IMPORTED_MODULE_2__/* .GITHUB_ISSUER */ .oX}:aud`)));
    if (withoutAudience)
        hints.push(`the trust in GitHub does not test the audience; add the condition StringEquals "${_aws_trust_policy_js__WEBPACK_IMPORTED_MODULE_2__/* .GITHUB_ISSUER */ .oX}:aud": "${_github_context_js__WEBPACK_IMPORTED_MODULE_3__/* .AUDIENCE */ .Xu}"`);
    return hints.map((message) => ({ input, message, isHint: true }));
}
/** The path of the issuer of a GitHub Enterprise Server. */
const SERVER_ISSUER = '/_services/token';
/** With ids both names have one; without, an `@` begins the branch. */
const ITEM = /^([\w-]+)(?:\/([\w.-]+)|@(\d+)\/([\w.-]+)@(\d+))(.+)$/s;
/** Parses items that the input's schema accepts. The run's own repository gets its ids from the environment. */
function parseGitHubTrust(items, env) {
    return items.map((item) => {
        const [, owner = '', bareName, ownerId, nameWithId = '', id, rest = ''] = ITEM.exec(item) ?? [];
        const trust = { owner, name: bareName ?? nameWithId, ownerId, id, context: contextOf(rest) };
        return id === undefined ? { ...trust, ...ownRepository(trust, env) } : trust;
    });
}
function contextOf(rest) {
    if (rest.startsWith('@refs/'))
        return `ref:${rest.slice(1)}`;
    if (rest.startsWith('@'))
        return `ref:refs/heads/${rest.slice(1)}`;
    const [, environment] = /^:environment:(.+)$/s.exec(rest) ?? [];
    // GitHub encodes the separator in the values of a subject.
    return environment === undefined ? rest.slice(1) : `environment:${environment.replace(/:|%3a/gi, '%3A')}`;
}
/** Returns the ids that the runner gives of its own repository, and of other repositories' owner if that is the same. */
function ownRepository(trust, env) {
    const { owner, name, ownerId, id } = (0,_github_context_js__WEBPACK_IMPORTED_MODULE_3__/* .runRepository */ .Yk)(env);
    if (!(0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .sameKey */ .el)(trust.owner, owner))
        return {};
    // Subjects are compared letter by letter, so the runner's spelling is the right one.
    return (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .sameKey */ .el)(trust.name, name) ? { owner, name, ownerId, id } : { owner, ownerId };
}
/**
 * Returns the host and path of the issuer of the server's tokens. GitHub Enterprise Server and the subdomains of ghe.com
 * have their own.
 *
 * https://docs.github.com/en/enterprise-server@latest/actions/reference/security/oidc
 */
function gitHubIssuer(env) {
    const host = (0,_github_context_js__WEBPACK_IMPORTED_MODULE_3__/* .gitHubHost */ .E5)(env);
    if (host === 'github.com')
        return _aws_trust_policy_js__WEBPACK_IMPORTED_MODULE_2__/* .GITHUB_ISSUER */ .oX;
    return host.endsWith('.ghe.com') ? `token.actions.${host}` : `${host}${SERVER_ISSUER}`;
}
/**
 * Returns the statements. All repositories with known ids share one, because a trust policy has room for 2,048 characters.
 * A repository without ids needs one of its own: its pattern has a wildcard for each id, which matches more than digits. The
 * claim `repository` then keeps out another repository of the same owner.
 */
function gitHubStatements(trusts, issuer) {
    const groups = Map.groupBy(trusts, ({ owner, name, id }) => id === undefined ? `${owner}/${name}` : undefined);
    return [...groups].map(([repository, group]) => ({
        Effect: 'Allow',
        Principal: { Federated: (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_0__/* .oidcProvider */ .Ny)(issuer) },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
            StringEquals: { [`${issuer}:aud`]: _github_context_js__WEBPACK_IMPORTED_MODULE_3__/* .AUDIENCE */ .Xu },
            StringLike: { [`${issuer}:sub`]: [...new Set(group.flatMap(subjectsOf))] },
            ...(repository === undefined ? {} : { StringEqualsIfExists: { [`${issuer}:repository`]: repository } }),
        },
    }));
}
/**
 * Returns the subjects in both forms: by name, or with immutable ids, which repositories have that were created, renamed or
 * transferred since July 2026.
 *
 * https://docs.github.com/en/actions/reference/security/oidc
 */
function subjectsOf({ owner, name, ownerId = '*', id = '*', context }) {
    return [`repo:${owner}/${name}:${context}`, `repo:${owner}@${ownerId}/${name}@${id}:${context}`];
}
/**
 * Adds the statements to the trust policies of the declarations. Asks GitHub for ids that the declarations lack.
 *
 * @param problems receives renamed repositories, failed calls, trust policies that are too long, and hints about
 *   repositories that remain without ids
 */
async function completeGitHubTrust(declarations, token, ports, problems) {
    const issuer = gitHubIssuer(ports.env);
    // A server's own subjects have no ids.
    const lacksIds = ({ id }) => id === undefined && !issuer.endsWith(SERVER_ISSUER);
    const asks = token !== undefined && declarations.some((each) => each?.role?.gitHubTrust?.some(lacksIds));
    const find = asks ? (await Promise.all(/* import() */[__nccwpck_require__.e(194), __nccwpck_require__.e(844)]).then(__nccwpck_require__.bind(__nccwpck_require__, 4463))).repositoriesOf(token, ports) : undefined;
    const report = (message, kind = {}) => {
        if (!problems.some((problem) => problem.message === message))
            problems.push({ input: 'trust-github', message, ...kind });
    };
    const completed = async (declaration) => {
        const { role } = declaration ?? {};
        if (declaration === undefined || role?.gitHubTrust === undefined)
            return declaration;
        const trusts = await Promise.all(role.gitHubTrust.map(async (each) => lacksIds(each) ? withIds(each, find, report, ports.signal) : each));
        const statements = (role.trust['Statement'] ?? []);
        const trust = { ...role.trust, Statement: [...statements, ...gitHubStatements(trusts, issuer)] };
        const message = trustPolicyProblem(trust);
        if (message !== undefined)
            report(message);
        return { ...declaration, role: { ...role, trust, oidcIssuer: issuer } };
    };
    return Promise.all(declarations.map(completed));
}
async function withIds(trust, find, report, signal) {
    const shown = `${trust.owner}/${trust.name}`;
    try {
        const found = await find?.(trust.owner, trust.name);
        if (found === undefined) {
            const message = `the ids of ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .quote */ .hD)(shown)} are not known, because github-token cannot see it; whatever repository has that name is accepted. ` +
                `To accept this one alone, write OWNER@ID/REPO@ID (gh api repos/${shown} shows both ids)`;
            report(message, { isHint: true });
            return trust;
        }
        const current = `${found.owner}/${found.name}`;
        if (!(0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .sameKey */ .el)(current, shown))
            report(`${(0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .quote */ .hD)(shown)} is now ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .quote */ .hD)(current)}; write that`);
        return { ...found, context: trust.context };
    }
    catch (error) {
        signal.throwIfAborted();
        const why = (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .asError */ .zR)(error).message;
        report(`the ids of ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .quote */ .hD)(shown)} could not be read: ${why} Or write OWNER@ID/REPO@ID`);
        return trust;
    }
}


/***/ }),

/***/ 7900:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  e: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./build/inputs/declare.js
var declare = __nccwpck_require__(4966);
// EXTERNAL MODULE: ./build/inputs/read.js
var read = __nccwpck_require__(8718);
// EXTERNAL MODULE: ./build/aws/arn.js
var arn = __nccwpck_require__(3385);
// EXTERNAL MODULE: ./build/aws/errors.js
var errors = __nccwpck_require__(8127);
// EXTERNAL MODULE: ./build/runtime/time.js
var time = __nccwpck_require__(2006);
;// CONCATENATED MODULE: external "node:events"
const external_node_events_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __nccwpck_require__(7067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __nccwpck_require__(4708);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __nccwpck_require__(7075);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/middleware-user-agent/configurations.js
var configurations = __nccwpck_require__(846);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/middleware-host-header/hostHeaderMiddleware.js
var hostHeaderMiddleware = __nccwpck_require__(9007);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/middleware-user-agent/user-agent-middleware.js + 4 modules
var user_agent_middleware = __nccwpck_require__(8486);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/middleware-logger/loggerMiddleware.js
var loggerMiddleware = __nccwpck_require__(5180);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/middleware-recursion-detection/getRecursionDetectionPlugin.js + 2 modules
var getRecursionDetectionPlugin = __nccwpck_require__(7591);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/legacy-root-exports/middleware-http-auth-scheme/getHttpAuthSchemeEndpointRuleSetPlugin.js + 2 modules
var getHttpAuthSchemeEndpointRuleSetPlugin = __nccwpck_require__(2781);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/legacy-root-exports/util-identity-and-auth/DefaultIdentityProviderConfig.js
var DefaultIdentityProviderConfig = __nccwpck_require__(7086);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/legacy-root-exports/middleware-http-signing/getHttpSigningMiddleware.js + 1 modules
var getHttpSigningMiddleware = __nccwpck_require__(1567);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/client/smithy-client/client.js
var client = __nccwpck_require__(8702);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/resolveRegionConfig.js + 3 modules
var resolveRegionConfig = __nccwpck_require__(7503);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/index.js + 6 modules
var endpoints = __nccwpck_require__(4172);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/middleware-content-length/contentLengthMiddleware.js
var contentLengthMiddleware = __nccwpck_require__(7041);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/middleware-retry/configurations.js + 6 modules
var middleware_retry_configurations = __nccwpck_require__(7760);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/index.js + 5 modules
var retry = __nccwpck_require__(2122);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/schema/middleware/getSchemaSerdePlugin.js + 3 modules
var getSchemaSerdePlugin = __nccwpck_require__(7849);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/index.js + 4 modules
var httpAuthSchemes = __nccwpck_require__(8181);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/getSmithyContext.js
var getSmithyContext = __nccwpck_require__(8743);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/normalizeProvider.js
var normalizeProvider = __nccwpck_require__(9362);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/auth/httpAuthSchemeProvider.js


const defaultIAMHttpAuthSchemeParametersProvider = async (config, context, input) => {
    return {
        operation: (0,getSmithyContext/* getSmithyContext */.u)(context).operation,
        region: await (0,normalizeProvider/* normalizeProvider */.t)(config.region)() || (() => {
            throw new Error("expected `region` to be configured for `aws.auth#sigv4`");
        })(),
    };
};
function createAwsAuthSigv4HttpAuthOption(authParameters) {
    return {
        schemeId: "aws.auth#sigv4",
        signingProperties: {
            name: "iam",
            region: authParameters.region,
        },
        propertiesExtractor: (config, context) => ({
            signingProperties: {
                config,
                context,
            },
        }),
    };
}
const defaultIAMHttpAuthSchemeProvider = (authParameters) => {
    const options = [];
    switch (authParameters.operation) {
        default: {
            options.push(createAwsAuthSigv4HttpAuthOption(authParameters));
        }
    }
    return options;
};
const resolveHttpAuthSchemeConfig = (config) => {
    const config_0 = (0,httpAuthSchemes/* resolveAwsSdkSigV4Config */.ho)(config);
    return Object.assign(config_0, {
        authSchemePreference: (0,normalizeProvider/* normalizeProvider */.t)(config.authSchemePreference ?? []),
    });
};

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/endpoint/EndpointParameters.js
var EndpointParameters = __nccwpck_require__(8097);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/package.json
const package_namespaceObject = {"rE":"3.1169.0"};
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/emitWarningIfUnsupportedVersion.js
var emitWarningIfUnsupportedVersion = __nccwpck_require__(5477);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/getDefaultSocketTimeout.js
var getDefaultSocketTimeout = __nccwpck_require__(9121);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/util-user-agent-node/defaultUserAgent.js + 4 modules
var defaultUserAgent = __nccwpck_require__(2217);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/util-user-agent-node/nodeAppIdConfigOptions.js
var nodeAppIdConfigOptions = __nccwpck_require__(7652);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/aws_sdk/NODE_AUTH_SCHEME_PREFERENCE_OPTIONS.js + 2 modules
var NODE_AUTH_SCHEME_PREFERENCE_OPTIONS = __nccwpck_require__(2628);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/credential-provider-env/dist-es/fromEnv.js
var fromEnv = __nccwpck_require__(3099);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/shared-ini-file-loader/getProfileName.js
var getProfileName = __nccwpck_require__(2365);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/property-provider/CredentialsProviderError.js
var CredentialsProviderError = __nccwpck_require__(1436);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/property-provider/chain.js
var chain = __nccwpck_require__(8062);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/credential-provider-node/dist-es/remoteProvider.js

const ENV_IMDS_DISABLED = "AWS_EC2_METADATA_DISABLED";
const remoteProvider = async (init) => {
    const { ENV_CMDS_FULL_URI, ENV_CMDS_RELATIVE_URI, fromContainerMetadata, fromInstanceMetadata } = await __nccwpck_require__.e(/* import() */ 966).then(__nccwpck_require__.bind(__nccwpck_require__, 2585));
    if (process.env[ENV_CMDS_RELATIVE_URI] || process.env[ENV_CMDS_FULL_URI]) {
        init.logger?.debug("@aws-sdk/credential-provider-node - remoteProvider::fromHttp/fromContainerMetadata");
        const { fromHttp } = await __nccwpck_require__.e(/* import() */ 459).then(__nccwpck_require__.bind(__nccwpck_require__, 7459));
        return (0,chain/* chain */.c)(fromHttp(init), fromContainerMetadata(init));
    }
    if (process.env[ENV_IMDS_DISABLED] && process.env[ENV_IMDS_DISABLED] !== "false") {
        return async () => {
            throw new CredentialsProviderError/* CredentialsProviderError */.C("EC2 Instance Metadata Service access disabled", { logger: init.logger });
        };
    }
    init.logger?.debug("@aws-sdk/credential-provider-node - remoteProvider::fromInstanceMetadata");
    return fromInstanceMetadata(init);
};

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/credential-provider-node/dist-es/runtime/memoize-chain.js
function memoizeChain(providers, treatAsExpired) {
    const chain = internalCreateChain(providers);
    let activeLock;
    let passiveLock;
    let credentials;
    let forceRefreshLock;
    const provider = async (options) => {
        if (options?.forceRefresh) {
            if (!forceRefreshLock) {
                forceRefreshLock = chain(options)
                    .then((c) => {
                    credentials = c;
                })
                    .finally(() => {
                    forceRefreshLock = undefined;
                });
            }
            await forceRefreshLock;
            return credentials;
        }
        if (credentials?.expiration) {
            if (credentials?.expiration?.getTime() < Date.now()) {
                credentials = undefined;
            }
        }
        if (activeLock) {
            await activeLock;
        }
        else if (!credentials || treatAsExpired?.(credentials)) {
            if (credentials) {
                if (!passiveLock) {
                    passiveLock = chain(options)
                        .then((c) => {
                        credentials = c;
                    })
                        .catch(() => {
                    })
                        .finally(() => {
                        passiveLock = undefined;
                    });
                }
            }
            else {
                activeLock = chain(options)
                    .then((c) => {
                    credentials = c;
                })
                    .finally(() => {
                    activeLock = undefined;
                });
                return provider(options);
            }
        }
        return credentials;
    };
    return provider;
}
const internalCreateChain = (providers) => async (awsIdentityProperties) => {
    let lastProviderError;
    for (const provider of providers) {
        try {
            return await provider(awsIdentityProperties);
        }
        catch (err) {
            lastProviderError = err;
            if (err?.tryNextLink) {
                continue;
            }
            throw err;
        }
    }
    throw lastProviderError;
};

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/credential-provider-node/dist-es/defaultProvider.js




let multipleCredentialSourceWarningEmitted = false;
const defaultProvider = (init = {}) => memoizeChain([
    async () => {
        const profile = init.profile ?? process.env[getProfileName/* ENV_PROFILE */.Ch];
        if (profile) {
            const envStaticCredentialsAreSet = process.env[fromEnv/* ENV_KEY */.yG] && process.env[fromEnv/* ENV_SECRET */.pi];
            if (envStaticCredentialsAreSet) {
                if (!multipleCredentialSourceWarningEmitted) {
                    const warnFn = init.logger?.warn && init.logger?.constructor?.name !== "NoOpLogger"
                        ? init.logger.warn.bind(init.logger)
                        : console.warn;
                    warnFn(`@aws-sdk/credential-provider-node - defaultProvider::fromEnv WARNING:
    Multiple credential sources detected: 
    Both AWS_PROFILE and the pair AWS_ACCESS_KEY_ID/AWS_SECRET_ACCESS_KEY static credentials are set.
    This SDK will proceed with the AWS_PROFILE value.
    
    However, a future version may change this behavior to prefer the ENV static credentials.
    Please ensure that your environment only sets either the AWS_PROFILE or the
    AWS_ACCESS_KEY_ID/AWS_SECRET_ACCESS_KEY pair.
`);
                    multipleCredentialSourceWarningEmitted = true;
                }
            }
            throw new CredentialsProviderError/* CredentialsProviderError */.C("AWS_PROFILE is set, skipping fromEnv provider.", {
                logger: init.logger,
                tryNextLink: true,
            });
        }
        init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromEnv");
        return (0,fromEnv/* fromEnv */.sF)(init)();
    },
    async (awsIdentityProperties) => {
        init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromSSO");
        const { ssoStartUrl, ssoAccountId, ssoRegion, ssoRoleName, ssoSession } = init;
        if (!ssoStartUrl && !ssoAccountId && !ssoRegion && !ssoRoleName && !ssoSession) {
            throw new CredentialsProviderError/* CredentialsProviderError */.C("Skipping SSO provider in default chain (inputs do not include SSO fields).", { logger: init.logger });
        }
        const { fromSSO } = await __nccwpck_require__.e(/* import() */ 548).then(__nccwpck_require__.bind(__nccwpck_require__, 6548));
        return fromSSO(init)(awsIdentityProperties);
    },
    async (awsIdentityProperties) => {
        init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromIni");
        const { fromIni } = await __nccwpck_require__.e(/* import() */ 236).then(__nccwpck_require__.bind(__nccwpck_require__, 6236));
        return fromIni(init)(awsIdentityProperties);
    },
    async (awsIdentityProperties) => {
        init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromProcess");
        const { fromProcess } = await __nccwpck_require__.e(/* import() */ 575).then(__nccwpck_require__.bind(__nccwpck_require__, 3575));
        return fromProcess(init)(awsIdentityProperties);
    },
    async (awsIdentityProperties) => {
        init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromTokenFile");
        const { fromTokenFile } = await __nccwpck_require__.e(/* import() */ 715).then(__nccwpck_require__.bind(__nccwpck_require__, 8715));
        return fromTokenFile(init)(awsIdentityProperties);
    },
    async () => {
        init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::remoteProvider");
        return (await remoteProvider(init))();
    },
    async () => {
        throw new CredentialsProviderError/* CredentialsProviderError */.C("Could not load credentials from any providers", {
            tryNextLink: false,
            logger: init.logger,
        });
    },
], credentialsTreatedAsExpired);
const credentialsWillNeedRefresh = (credentials) => credentials?.expiration !== undefined;
const credentialsTreatedAsExpired = (credentials) => credentials?.expiration !== undefined && credentials.expiration.getTime() - Date.now() < 300000;

// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/client/smithy-client/emitWarningIfUnsupportedVersion.js
var smithy_client_emitWarningIfUnsupportedVersion = __nccwpck_require__(1034);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/client/smithy-client/defaults-mode.js
var defaults_mode = __nccwpck_require__(479);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/defaults-mode/resolveDefaultsModeConfig.js + 1 modules
var resolveDefaultsModeConfig = __nccwpck_require__(8234);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/node-config-provider/configLoader.js + 5 modules
var configLoader = __nccwpck_require__(3945);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/config.js
var regionConfig_config = __nccwpck_require__(6152);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/config-resolver/endpointsConfig/NodeUseDualstackEndpointConfigOptions.js
var NodeUseDualstackEndpointConfigOptions = __nccwpck_require__(7580);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/config/config-resolver/endpointsConfig/NodeUseFipsEndpointConfigOptions.js
var NodeUseFipsEndpointConfigOptions = __nccwpck_require__(4254);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/retry/util-retry/config.js
var util_retry_config = __nccwpck_require__(4353);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-body-length/calculateBodyLength.js
var calculateBodyLength = __nccwpck_require__(2127);
// EXTERNAL MODULE: ./node_modules/@smithy/node-http-handler/dist-es/node-http-handler.js + 11 modules
var node_http_handler = __nccwpck_require__(1668);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-stream/stream-collector.js
var stream_collector = __nccwpck_require__(6660);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/aws_sdk/AwsSdkSigV4Signer.js + 2 modules
var AwsSdkSigV4Signer = __nccwpck_require__(2526);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/protocols/query/AwsQueryProtocol.js + 8 modules
var AwsQueryProtocol = __nccwpck_require__(6989);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/checksum/sha256/Sha256Node.js + 1 modules
var Sha256Node = __nccwpck_require__(910);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/client/smithy-client/NoOpLogger.js
var NoOpLogger = __nccwpck_require__(7545);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/transport/parseUrl.js + 1 modules
var parseUrl = __nccwpck_require__(8977);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-base64/fromBase64.js
var fromBase64 = __nccwpck_require__(9700);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-base64/toBase64.js
var toBase64 = __nccwpck_require__(7305);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-utf8/fromUtf8.js
var fromUtf8 = __nccwpck_require__(7332);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/serde/util-utf8/toUtf8.js
var toUtf8 = __nccwpck_require__(9809);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/aws.js + 2 modules
var aws = __nccwpck_require__(6180);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/cache/EndpointCache.js
var EndpointCache = __nccwpck_require__(8479);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/decideEndpoint.js + 24 modules
var decideEndpoint = __nccwpck_require__(7009);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/utils/customEndpointFunctions.js
var customEndpointFunctions = __nccwpck_require__(1046);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/endpoints/util-endpoints/bdd/BinaryDecisionDiagram.js
var BinaryDecisionDiagram = __nccwpck_require__(5258);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/endpoint/bdd.js

const v = "ref", w = "authSchemes", x = "name", y = "signingRegion";
const a = -1, b = true, c = "isSet", d = "PartitionResult", e = "stringEquals", f = "booleanEquals", g = "getAttr", h = { [v]: "Endpoint" }, i = { "fn": g, "argv": [{ [v]: d }, "name"] }, j = { [v]: d }, k = { [w]: [{ [x]: "sigv4", [y]: "us-east-1" }] }, l = { [w]: [{ [x]: "sigv4", [y]: "cn-north-1" }] }, m = { [w]: [{ [x]: "sigv4", [y]: "us-gov-west-1" }] }, n = { [w]: [{ [x]: "sigv4", [y]: "us-iso-east-1" }] }, o = { [w]: [{ [x]: "sigv4", [y]: "us-isob-east-1" }] }, p = { [w]: [{ [x]: "sigv4", [y]: "eu-isoe-west-1" }] }, q = { [w]: [{ [x]: "sigv4", [y]: "us-isof-south-1" }] }, s = { [w]: [{ [x]: "sigv4", [y]: "eusc-de-east-1" }] }, t = { [w]: [{ [x]: "sigv4", [y]: "{PartitionResult#implicitGlobalRegion}" }] }, u = [{ [v]: "Region" }];
const _data = {
    conditions: [
        [c, [h]],
        [c, u],
        ["aws.partition", u, d],
        [e, [i, "aws"]],
        [e, [i, "aws-cn"]],
        [e, [i, "aws-us-gov"]],
        [e, [i, "aws-iso"]],
        [f, [{ [v]: "UseFIPS" }, b]],
        [f, [{ [v]: "UseDualStack" }, b]],
        [e, [i, "aws-iso-b"]],
        [e, [i, "aws-iso-e"]],
        [e, [i, "aws-iso-f"]],
        [e, [i, "aws-eusc"]],
        [f, [{ fn: g, argv: [j, "supportsDualStack"] }, b]],
        [f, [{ fn: g, argv: [j, "supportsFIPS"] }, b]]
    ],
    results: [
        [a],
        [a, "Invalid Configuration: FIPS and custom endpoint are not supported"],
        [a, "Invalid Configuration: Dualstack and custom endpoint are not supported"],
        [h, {}],
        ["https://iam.amazonaws.com", k],
        ["https://iam-fips.amazonaws.com", k],
        ["https://iam.global.api.aws", k],
        ["https://iam-fips.global.api.aws", k],
        ["https://iam.global.api.amazonwebservices.com.cn", l],
        ["https://iam-fips.api.amazonwebservices.com.cn", l],
        ["https://iam.cn-north-1.amazonaws.com.cn", l],
        ["https://iam-fips.amazonaws.com.cn", l],
        ["https://iam.us-gov.api.aws", m],
        ["https://iam.us-gov.amazonaws.com", m],
        ["https://iam.us-iso-east-1.c2s.ic.gov", n],
        ["https://iam-fips.us-iso-east-1.c2s.ic.gov", n],
        ["https://iam.api.aws.ic.gov", n],
        ["https://iam-fips.api.aws.ic.gov", n],
        ["https://iam.us-isob-east-1.sc2s.sgov.gov", o],
        ["https://iam-fips.us-isob-east-1.sc2s.sgov.gov", o],
        ["https://iam.api.aws.scloud", o],
        ["https://iam-fips.api.aws.scloud", o],
        ["https://iam.eu-isoe-west-1.cloud.adc-e.uk", p],
        ["https://iam-fips.cloud.adc-e.uk", p],
        ["https://iam.api.cloud-aws.adc-e.uk", p],
        ["https://iam-fips.api.cloud-aws.adc-e.uk", p],
        ["https://iam.us-isof-south-1.csp.hci.ic.gov", q],
        ["https://iam-fips.csp.hci.ic.gov", q],
        ["https://iam.api.aws.hci.ic.gov", q],
        ["https://iam-fips.api.aws.hci.ic.gov", q],
        ["https://iam.eusc-de-east-1.amazonaws.eu", s],
        ["https://iam-fips.amazonaws.eu", s],
        ["https://iam.global.api.amazonwebservices.eu", s],
        ["https://iam-fips.api.amazonwebservices.eu", s],
        ["https://iam-fips.{PartitionResult#implicitGlobalRegion}.{PartitionResult#dualStackDnsSuffix}", t],
        [a, "FIPS and DualStack are enabled, but this partition does not support one or both"],
        ["https://iam-fips.{PartitionResult#implicitGlobalRegion}.{PartitionResult#dnsSuffix}", t],
        [a, "FIPS is enabled but this partition does not support FIPS"],
        ["https://iam.{PartitionResult#implicitGlobalRegion}.{PartitionResult#dualStackDnsSuffix}", t],
        [a, "DualStack is enabled but this partition does not support DualStack"],
        ["https://iam.{PartitionResult#implicitGlobalRegion}.{PartitionResult#dnsSuffix}", t],
        [a, "Invalid Configuration: Missing Region"]
    ]
};
const root = 2;
const r = 100_000_000;
const nodes = new Int32Array([
    -1, 1, -1,
    0, 42, 3,
    1, 4, r + 41,
    2, 5, r + 41,
    3, 39, 6,
    4, 36, 7,
    5, 35, 8,
    6, 32, 9,
    7, 20, 10,
    8, 15, 11,
    9, r + 18, 12,
    10, r + 22, 13,
    11, r + 26, 14,
    12, r + 30, r + 40,
    9, r + 20, 16,
    10, r + 24, 17,
    11, r + 28, 18,
    12, r + 32, 19,
    13, r + 38, r + 39,
    8, 26, 21,
    9, r + 19, 22,
    10, r + 23, 23,
    11, r + 27, 24,
    12, r + 31, 25,
    14, r + 36, r + 37,
    9, r + 21, 27,
    10, r + 25, 28,
    11, r + 29, 29,
    12, r + 33, 30,
    13, 31, r + 35,
    14, r + 34, r + 35,
    7, 34, 33,
    8, r + 16, r + 14,
    8, r + 17, r + 15,
    8, r + 12, r + 13,
    7, 38, 37,
    8, r + 8, r + 10,
    8, r + 9, r + 11,
    7, 41, 40,
    8, r + 6, r + 4,
    8, r + 7, r + 5,
    7, r + 1, 43,
    8, r + 2, r + 3,
]);
const bdd = BinaryDecisionDiagram/* BinaryDecisionDiagram */.d.from(nodes, root, _data.conditions, _data.results);

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/endpoint/endpointResolver.js



const cache = new EndpointCache/* EndpointCache */.k({
    size: 50,
    params: ["Endpoint", "Region", "UseDualStack", "UseFIPS"],
});
const defaultEndpointResolver = (endpointParams, context = {}) => {
    return cache.get(endpointParams, () => (0,decideEndpoint/* decideEndpoint */.c)(bdd, {
        endpointParams: endpointParams,
        logger: context.logger,
    }));
};
customEndpointFunctions/* customEndpointFunctions */.m.aws = aws/* awsEndpointFunctions */.U;

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/schemas/schemas_0.js + 2 modules
var schemas_0 = __nccwpck_require__(135);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/runtimeConfig.shared.js









const getRuntimeConfig = (config) => {
    return {
        apiVersion: "2010-05-08",
        base64Decoder: config?.base64Decoder ?? fromBase64/* fromBase64 */.E,
        base64Encoder: config?.base64Encoder ?? toBase64/* toBase64 */.n,
        disableHostPrefix: config?.disableHostPrefix ?? false,
        endpointProvider: config?.endpointProvider ?? defaultEndpointResolver,
        extensions: config?.extensions ?? [],
        httpAuthSchemeProvider: config?.httpAuthSchemeProvider ?? defaultIAMHttpAuthSchemeProvider,
        httpAuthSchemes: config?.httpAuthSchemes ?? [
            {
                schemeId: "aws.auth#sigv4",
                identityProvider: (ipc) => ipc.getIdentityProvider("aws.auth#sigv4"),
                signer: new AwsSdkSigV4Signer/* AwsSdkSigV4Signer */.f2(),
            },
        ],
        logger: config?.logger ?? new NoOpLogger/* NoOpLogger */.N(),
        protocol: config?.protocol ?? AwsQueryProtocol/* AwsQueryProtocol */.k,
        protocolSettings: config?.protocolSettings ?? {
            defaultNamespace: "com.amazonaws.iam",
            errorTypeRegistries: schemas_0/* errorTypeRegistries */.q1U,
            xmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/",
            version: "2010-05-08",
            serviceTarget: "AWSIdentityManagementV20100508",
        },
        serviceId: config?.serviceId ?? "IAM",
        sha256: config?.sha256 ?? Sha256Node/* Sha256Node */.k,
        urlParser: config?.urlParser ?? parseUrl/* parseUrl */.D,
        utf8Decoder: config?.utf8Decoder ?? fromUtf8/* fromUtf8 */.a,
        utf8Encoder: config?.utf8Encoder ?? toUtf8/* toUtf8 */.P,
    };
};

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/runtimeConfig.js










const runtimeConfig_getRuntimeConfig = (config) => {
    (0,smithy_client_emitWarningIfUnsupportedVersion/* emitWarningIfUnsupportedVersion */.I)(process.version);
    const defaultsMode = (0,resolveDefaultsModeConfig/* resolveDefaultsModeConfig */.I)(config);
    const defaultConfigProvider = () => defaultsMode().then(defaults_mode/* loadConfigsForDefaultMode */.l);
    const clientSharedValues = getRuntimeConfig(config);
    (0,emitWarningIfUnsupportedVersion/* emitWarningIfUnsupportedVersion */.I)(process.version);
    const loaderConfig = {
        profile: config?.profile,
        logger: clientSharedValues.logger,
    };
    return {
        ...clientSharedValues,
        ...config,
        runtime: "node",
        defaultsMode,
        authSchemePreference: config?.authSchemePreference ?? (0,configLoader/* loadConfig */.Z)(NODE_AUTH_SCHEME_PREFERENCE_OPTIONS/* NODE_AUTH_SCHEME_PREFERENCE_OPTIONS */.$, loaderConfig),
        bodyLengthChecker: config?.bodyLengthChecker ?? calculateBodyLength/* calculateBodyLength */.n,
        credentialDefaultProvider: config?.credentialDefaultProvider ?? defaultProvider,
        defaultSocketTimeout: (0,getDefaultSocketTimeout/* getDefaultSocketTimeout */.E)(config?.requestHandler, 300_000),
        defaultUserAgentProvider: config?.defaultUserAgentProvider ?? (0,defaultUserAgent/* createDefaultUserAgentProvider */.pf)({ serviceId: clientSharedValues.serviceId, clientVersion: package_namespaceObject.rE }),
        maxAttempts: config?.maxAttempts ?? (0,configLoader/* loadConfig */.Z)(middleware_retry_configurations/* NODE_MAX_ATTEMPT_CONFIG_OPTIONS */.qs, config),
        region: config?.region ?? (0,configLoader/* loadConfig */.Z)(regionConfig_config/* NODE_REGION_CONFIG_OPTIONS */.GG, { ...regionConfig_config/* NODE_REGION_CONFIG_FILE_OPTIONS */.zH, ...loaderConfig }),
        requestHandler: node_http_handler/* NodeHttpHandler */.$.create(config?.requestHandler ?? defaultConfigProvider),
        retryMode: config?.retryMode ??
            (0,configLoader/* loadConfig */.Z)({
                ...middleware_retry_configurations/* NODE_RETRY_MODE_CONFIG_OPTIONS */.kN,
                default: async () => (await defaultConfigProvider()).retryMode || util_retry_config/* DEFAULT_RETRY_MODE */.L0,
            }, config),
        streamCollector: config?.streamCollector ?? stream_collector/* streamCollector */.k,
        useDualstackEndpoint: config?.useDualstackEndpoint ?? (0,configLoader/* loadConfig */.Z)(NodeUseDualstackEndpointConfigOptions/* NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS */.e$, loaderConfig),
        useFipsEndpoint: config?.useFipsEndpoint ?? (0,configLoader/* loadConfig */.Z)(NodeUseFipsEndpointConfigOptions/* NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS */.Ko, loaderConfig),
        userAgentAppId: config?.userAgentAppId ?? (0,configLoader/* loadConfig */.Z)(nodeAppIdConfigOptions/* NODE_APP_ID_CONFIG_OPTIONS */.hV, loaderConfig),
    };
};

// EXTERNAL MODULE: ./node_modules/@aws-sdk/core/dist-es/submodules/client/region-config-resolver/extensions.js
var region_config_resolver_extensions = __nccwpck_require__(9999);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/client/smithy-client/extensions/defaultExtensionConfiguration.js + 3 modules
var defaultExtensionConfiguration = __nccwpck_require__(6571);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-es/submodules/protocols/protocol-http/extensions/httpExtensionConfiguration.js
var httpExtensionConfiguration = __nccwpck_require__(274);
;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/auth/httpAuthExtensionConfiguration.js
const getHttpAuthExtensionConfiguration = (runtimeConfig) => {
    const _httpAuthSchemes = runtimeConfig.httpAuthSchemes;
    let _httpAuthSchemeProvider = runtimeConfig.httpAuthSchemeProvider;
    let _credentials = runtimeConfig.credentials;
    return {
        setHttpAuthScheme(httpAuthScheme) {
            const index = _httpAuthSchemes.findIndex((scheme) => scheme.schemeId === httpAuthScheme.schemeId);
            if (index === -1) {
                _httpAuthSchemes.push(httpAuthScheme);
            }
            else {
                _httpAuthSchemes.splice(index, 1, httpAuthScheme);
            }
        },
        httpAuthSchemes() {
            return _httpAuthSchemes;
        },
        setHttpAuthSchemeProvider(httpAuthSchemeProvider) {
            _httpAuthSchemeProvider = httpAuthSchemeProvider;
        },
        httpAuthSchemeProvider() {
            return _httpAuthSchemeProvider;
        },
        setCredentials(credentials) {
            _credentials = credentials;
        },
        credentials() {
            return _credentials;
        },
    };
};
const resolveHttpAuthRuntimeConfig = (config) => {
    return {
        httpAuthSchemes: config.httpAuthSchemes(),
        httpAuthSchemeProvider: config.httpAuthSchemeProvider(),
        credentials: config.credentials(),
    };
};

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/runtimeExtensions.js




const resolveRuntimeExtensions = (runtimeConfig, extensions) => {
    const extensionConfiguration = Object.assign((0,region_config_resolver_extensions/* getAwsRegionExtensionConfiguration */.R)(runtimeConfig), (0,defaultExtensionConfiguration/* getDefaultExtensionConfiguration */.xA)(runtimeConfig), (0,httpExtensionConfiguration/* getHttpHandlerExtensionConfiguration */.e)(runtimeConfig), getHttpAuthExtensionConfiguration(runtimeConfig));
    extensions.forEach((extension) => extension.configure(extensionConfiguration));
    return Object.assign(runtimeConfig, (0,region_config_resolver_extensions/* resolveAwsRegionExtensionConfiguration */.$)(extensionConfiguration), (0,defaultExtensionConfiguration/* resolveDefaultRuntimeConfig */.uv)(extensionConfiguration), (0,httpExtensionConfiguration/* resolveHttpHandlerRuntimeConfig */.j)(extensionConfiguration), resolveHttpAuthRuntimeConfig(extensionConfiguration));
};

;// CONCATENATED MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/IAMClient.js













class IAMClient extends client/* Client */.K {
    config;
    constructor(...[configuration]) {
        const _config_0 = runtimeConfig_getRuntimeConfig(configuration || {});
        super(_config_0);
        this.initConfig = _config_0;
        const _config_1 = (0,EndpointParameters/* resolveClientEndpointParameters */.v)(_config_0);
        const _config_2 = (0,configurations/* resolveUserAgentConfig */.D)(_config_1);
        const _config_3 = (0,middleware_retry_configurations/* resolveRetryConfig */.$z)(_config_2);
        const _config_4 = (0,resolveRegionConfig/* resolveRegionConfig */.T)(_config_3);
        const _config_5 = (0,hostHeaderMiddleware/* resolveHostHeaderConfig */.OV)(_config_4);
        const _config_6 = (0,endpoints/* resolveEndpointConfig */.Co)(_config_5);
        const _config_7 = resolveHttpAuthSchemeConfig(_config_6);
        const _config_8 = resolveRuntimeExtensions(_config_7, configuration?.extensions || []);
        this.config = _config_8;
        this.middlewareStack.use((0,getSchemaSerdePlugin/* getSchemaSerdePlugin */.wq)(this.config));
        this.middlewareStack.use((0,user_agent_middleware/* getUserAgentPlugin */.sM)(this.config));
        this.middlewareStack.use((0,retry/* getRetryPlugin */.ey)(this.config));
        this.middlewareStack.use((0,contentLengthMiddleware/* getContentLengthPlugin */.vK)(this.config));
        this.middlewareStack.use((0,hostHeaderMiddleware/* getHostHeaderPlugin */.TC)(this.config));
        this.middlewareStack.use((0,loggerMiddleware/* getLoggerPlugin */.Y7)(this.config));
        this.middlewareStack.use((0,getRecursionDetectionPlugin/* getRecursionDetectionPlugin */.n)(this.config));
        this.middlewareStack.use((0,getHttpAuthSchemeEndpointRuleSetPlugin/* getHttpAuthSchemeEndpointRuleSetPlugin */.w)(this.config, {
            httpAuthSchemeParametersProvider: defaultIAMHttpAuthSchemeParametersProvider,
            identityProviderConfigProvider: async (config) => new DefaultIdentityProviderConfig/* DefaultIdentityProviderConfig */.h({
                "aws.auth#sigv4": config.credentials,
            }),
        }));
        this.middlewareStack.use((0,getHttpSigningMiddleware/* getHttpSigningPlugin */.l)(this.config));
    }
    destroy() {
        super.destroy();
    }
}

// EXTERNAL MODULE: ./node_modules/@actions/http-client/lib/proxy.js
var proxy = __nccwpck_require__(9783);
// EXTERNAL MODULE: ./build/aws/calls.js + 30 modules
var calls = __nccwpck_require__(7414);
// EXTERNAL MODULE: ./build/aws/environment.js
var environment = __nccwpck_require__(8075);
;// CONCATENATED MODULE: ./build/aws/client.js
/** The port to IAM with the SDK behind it, set up as every AWS SDK is by the environment. */












/** A call without a response is aborted after this time and sent again. */
const RESPONSE_TIMEOUT_MS = 10_000;
const TIME_LIMITS = {
    connectionTimeout: RESPONSE_TIMEOUT_MS,
    requestTimeout: RESPONSE_TIMEOUT_MS,
    // Otherwise the SDK only logs a warning and continues to wait.
    throwOnRequestTimeout: true,
};
/** Calls that were sent together with a denied one have this time for their own response. */
const SETTLE_MS = 2_000;
/** After a failed renewal the next one waits this long, in ms. */
const RENEWAL_PAUSE_MS = 30_000;
/** Returns the earlier credentials if a renewal fails while they last: the SDK asks for new ones minutes before their end. */
function whileTheyLast(renew, clock) {
    let last;
    let notBefore = -Infinity;
    return async () => {
        const lasts = (last?.expiration?.getTime() ?? 0) > Date.now() + RESPONSE_TIMEOUT_MS;
        if (last !== undefined && lasts && clock.now() < notBefore)
            return last;
        try {
            return (last = await renew());
        }
        catch (error) {
            if (last === undefined || !lasts || error instanceof time/* Cancelled */.cJ)
                throw error;
            notBefore = clock.now() + RENEWAL_PAUSE_MS;
            return last;
        }
    };
}
/**
 * Creates the client of the AWS SDK. The environment sets credentials, region, endpoint and attempts, as for every AWS SDK,
 * and also the proxy, which the JavaScript SDK ignores.
 *
 * @param options.region instead of the environment's
 * @param options.credentials instead of the environment's; the SDK asks again before they expire
 * @throws Error if a proxy is set that is no URL
 */
function createIam(cancellation, env, clock, { region = (0,environment/* firstSet */.v)(env, 'AWS_REGION', 'AWS_DEFAULT_REGION'), credentials } = {}) {
    const attempts = [];
    const requestHandler = recordingHandler(attempts, cancellation, env, clock);
    // The SDK's own collector makes Node load its web streams, which takes time.
    const streamCollector = async (body) => Buffer.concat(await body.toArray());
    const config = { ...(region === undefined ? {} : { region }), streamCollector, requestHandler };
    const own = new IAMClient({ ...config, ...(hasStaticKeys(env) ? { credentials: (0,fromEnv/* fromEnv */.sF)() } : {}) });
    const sdk = credentials === undefined
        ? own
        : new IAMClient({ ...config, credentials: whileTheyLast(async () => credentials(own.config), clock) });
    const { credentials: provide } = sdk.config;
    // Some of the SDK's providers wait for a program or a server without a time limit.
    sdk.config.credentials = async () => Promise.race([provide(), abortion(cancellation.signal)]);
    const denied = [];
    /** The calls without a response yet. */
    const pending = new Set();
    const responded = () => attempts.some(({ status }) => status !== undefined);
    return {
        sdk,
        attempts,
        async denied() {
            if (denied.length === 0 || pending.size === 0)
                return denied;
            const time = new AbortController();
            const over = clock.sleep(SETTLE_MS, AbortSignal.any([time.signal, cancellation.signal]));
            await Promise.race([Promise.allSettled(pending), over.catch(() => undefined)]);
            time.abort();
            return denied;
        },
        call(name, input) {
            const result = send(name, input)
                .catch((error) => {
                // STS asks no policy of the caller, so no statement would help.
                if (error instanceof errors/* CallError */.RA && error.isDenial && (0,calls/* serviceOf */.z5)(error.call) !== 'sts')
                    denied.push(error);
                throw error;
            })
                .finally(() => pending.delete(result));
            pending.add(result);
            return result;
        },
    };
    async function send(call, input) {
        cancellation.signal.throwIfAborted();
        const row = calls/* CALLS */.q$[call];
        if (!('command' in row)) {
            const { restCall } = await __nccwpck_require__.e(/* import() */ 854).then(__nccwpck_require__.bind(__nccwpck_require__, 1854));
            return restCall(sdk, responded, call, input, cancellation, clock);
        }
        const command = new row.command(input);
        let mayHaveEffect = false;
        command.middlewareStack.add((next) => async (args) => {
            try {
                return await next(args);
            }
            catch (error) {
                const { code, status } = (0,errors/* factsOf */.xS)(error);
                // A run that was cancelled earlier has sent nothing.
                mayHaveEffect ||= !(error instanceof time/* Cancelled */.cJ) && (0,errors/* mayHaveTakenEffect */.Y2)(status);
                // By its usual name the SDK mistakes an exceeded quota for throttling, and tries three times.
                if (error instanceof Error && code === 'LimitExceeded')
                    error.name = code;
                throw error;
            }
        }, 
        // Inside the SDK's retries, so it sees the result of each single request.
        { step: 'deserialize', priority: 'high', name: 'mayHaveTakenEffect' });
        try {
            return await sdk.send(command);
        }
        catch (error) {
            const seen = { mayHaveTakenEffect: mayHaveEffect, endpointResponded: responded() };
            throw errors/* CallError */.RA.from(error, call, input, seen);
        }
    }
}
/** Creates the handler of all requests. It records each attempt, and ends with the run. */
function recordingHandler(attempts, { signal, grace }, env, clock) {
    const handler = new node_http_handler/* NodeHttpHandler */.$(TIME_LIMITS);
    const sendDirectly = handler.handle.bind(handler);
    const agents = proxyAgents(env);
    const proxied = agents && new node_http_handler/* NodeHttpHandler */.$({ ...TIME_LIMITS, ...agents });
    const began = clock.now();
    const handle = async (request, given = {}) => {
        // The SDK's retries and its calls to STS pass here too: a cancelled run must not send any more requests.
        signal.throwIfAborted();
        const options = { ...given, abortSignal: given.abortSignal ?? grace };
        const { operation } = given;
        const call = operation ?? /Action=(\w+)/.exec(String(request.body))?.[1] ?? request.path;
        const started = clock.now();
        let status;
        try {
            const result = await (proxied === undefined || bypassesProxy(request)
                ? sendDirectly(request, options)
                : proxied.handle(request, options));
            status = result.response.statusCode;
            abortAfter(result.response.body, RESPONSE_TIMEOUT_MS - (clock.now() - started));
            return result;
        }
        finally {
            const milliseconds = clock.now() - started;
            const number = Number(/attempt=(\d+)/.exec(request.headers['amz-sdk-request'] ?? '')?.[1] ?? 1);
            attempts.push({ call, startedAt: started - began, milliseconds, status, number });
        }
    };
    return Object.assign(handler, { handle });
}
/** Waits until the signal is aborted. @throws the signal's reason */
async function abortion(signal) {
    if (!signal.aborted)
        await (0,external_node_events_namespaceObject.once)(signal, 'abort');
    throw signal.reason;
}
/** Reports whether static keys are set, so the SDK's credential chain can be skipped. */
function hasStaticKeys(env) {
    const isSet = (name) => (0,environment/* firstSet */.v)(env, name) !== undefined;
    return isSet(fromEnv/* ENV_KEY */.yG) && isSet(fromEnv/* ENV_SECRET */.pi) && !isSet('AWS_PROFILE');
}
/** Returns agents that use the proxy, undefined without one: agents that look for a proxy are slow. */
function proxyAgents(env) {
    const proxyEnv = {
        http_proxy: (0,environment/* firstSet */.v)(env, 'http_proxy', 'HTTP_PROXY'),
        https_proxy: (0,environment/* firstSet */.v)(env, 'https_proxy', 'HTTPS_PROXY'),
    };
    if (proxyEnv.http_proxy === undefined && proxyEnv.https_proxy === undefined)
        return undefined;
    const options = { keepAlive: true, maxSockets: 50, proxyEnv };
    return { httpAgent: new external_node_http_.Agent(options), httpsAgent: new external_node_https_.Agent(options) };
}
/** Applies NO_PROXY by the rule of GitHub's client, curl and botocore, from which Node's agents differ. */
function bypassesProxy({ protocol, hostname, port }) {
    return (0,proxy/* checkBypass */.H)(new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`));
}
/** Aborts a body that does not end in time: the handler's timeout covers only the headers of a response. */
function abortAfter(body, milliseconds) {
    if (!(body instanceof external_node_stream_.Readable))
        return;
    const brokeOff = Object.assign(new Error('the response broke off'), { code: 'ETIMEDOUT' });
    // The headers may have used up the time, and Node warns of a negative delay.
    const timer = setTimeout(() => body.destroy(brokeOff), Math.max(0, milliseconds));
    body.once('close', () => {
        clearTimeout(timer);
    });
}

// EXTERNAL MODULE: ./build/reconcile/reconcile.js
var reconcile = __nccwpck_require__(8515);
// EXTERNAL MODULE: ./build/report/status.js
var report_status = __nccwpck_require__(7937);
// EXTERNAL MODULE: ./build/report/markdown.js
var markdown = __nccwpck_require__(4902);
// EXTERNAL MODULE: ./build/report/outputs.js
var report_outputs = __nccwpck_require__(4121);
// EXTERNAL MODULE: ./build/runtime/log-escape.js
var log_escape = __nccwpck_require__(5693);
// EXTERNAL MODULE: ./build/report/summary.js
var summary = __nccwpck_require__(4611);
;// CONCATENATED MODULE: ./build/report/report.js
/** The reports at the end of a run: outputs, log, summary, annotations and comment, from the same outcomes. */








/** @returns whether the step succeeds */
async function report(outcomes, facts) {
    const context = { ...facts, account: facts.account ?? (0,summary/* accountOf */.XP)(outcomes) };
    const { runner, mask, partition, denied, swept, run, env } = context;
    mask?.collect(outcomes);
    const sweep = swept && { swept, ...(await __nccwpck_require__.e(/* import() */ 230).then(__nccwpck_require__.bind(__nccwpck_require__, 230))) };
    // It matters in a plan, and after a denial.
    const needsPolicy = sweep === undefined && (run.mode === 'plan' || denied.length > 0);
    const settings = { ...run, partition, account: context.account };
    const caller = await callerPart(needsPolicy ? outcomes : [], settings);
    const outputs = { ...(0,report_outputs/* runOutputs */.MR)(outcomes), ...caller.outputs };
    const unwritten = runner.outputs(outputs);
    const notices = outcomes.flatMap((outcome) => outcome.notices);
    annotateAll(runner, 'notice', notices);
    annotateAll(runner, 'warning', [
        ...context.hints,
        ...outcomes.flatMap(({ warnings }) => warnings),
        ...droppedOutputs(outputs, context),
        ...(sweep?.unjudgedWarning(sweep.swept) ?? []),
    ]);
    for (const line of [...outcomes.map(report_status/* headline */.Pl), ...(sweep?.keptLines(sweep.swept) ?? [])])
        runner.info(line);
    const hasFailed = outcomes.some(({ failure, status }) => failure !== undefined || status === 'drifted');
    const failures = hasFailed ? await __nccwpck_require__.e(/* import() */ 772).then(__nccwpck_require__.bind(__nccwpck_require__, 2772)) : undefined;
    const runContext = { partition, denied, hasCallerPolicy: caller.blocks.length > 0 };
    const reports = outcomes.map((outcome) => {
        return { outcome, text: failures?.describeOutcome(outcome, runContext) };
    });
    const blocks = [
        ...(sweep?.sweepBlocks(sweep.swept, reports, run.mode === 'plan', { env, account: context.account }) ??
            (await (0,summary/* reportBlocks */.Dt)(reports, context.attempts, context))),
        ...caller.blocks,
        ...(0,summary/* errorBlocks */.pT)(UNWRITTEN, unwritten),
    ];
    writeSummary(blocks, context);
    const failed = reports.filter(({ text }) => text !== undefined);
    const title = failed.every(({ outcome }) => outcome.status === 'drifted') ? 'Drift' : TITLE;
    annotateFailure(runner, title, stepMessage(failed, outcomes.length), failed[0]?.outcome.failure?.error);
    // An error in addition to the run's own: later steps would read outputs that do not exist.
    annotateFailure(runner, 'Outputs', unwritten);
    const changes = !reports.every(summary/* isUnchanged */._5);
    await comment(context, outcomes, changes, async () => [
        ...(await (0,summary/* reportBlocks */.Dt)(reports, [], context)),
        ...(0,markdown/* blockOf */.VN)('no changes', changes ? '' : 'No changes.'),
        ...(0,summary/* errorBlocks */.pT)(UNWRITTEN, unwritten),
    ]);
    return failed.length === 0 && unwritten === undefined;
}
const TITLE = 'IAM instance profile';
const UNWRITTEN = '`outputs`: not written';
/** Returns the output and the block with the policy that the caller of these roles' step needs; nothing without roles. */
async function callerPart(...[roles, settings]) {
    if (roles.length === 0)
        return { outputs: {}, blocks: [] };
    const { callerPolicy } = await __nccwpck_require__.e(/* import() */ 965).then(__nccwpck_require__.bind(__nccwpck_require__, 4965));
    const policy = callerPolicy(roles, settings);
    const json = (0,markdown/* fenced */.OF)('json', JSON.stringify(policy, null, 2));
    const title = 'The IAM policy that the caller of this step needs, in every mode';
    return {
        outputs: { 'caller-policy': JSON.stringify(policy) },
        blocks: [(0,markdown/* fold */.AU)(title, "the caller's policy", (0,markdown/* blockOf */.VN)("the document of the caller's policy", json))],
    };
}
/** Writes the summary; a run that changed IAM does not fail for want of one. */
function writeSummary(blocks, context) {
    const { runner, mask } = context;
    const shown = (0,markdown/* mapText */.E0)(blocks, (text) => mask?.mask(text) ?? text);
    const unwritten = runner.summary((0,markdown/* fitToLimit */.Qt)(shown, markdown/* SUMMARY_LIMIT */.Jt));
    if (unwritten !== undefined)
        annotate(runner, 'warning', unwritten);
}
/**
 * Reports an error that ended the run before it reached a role: inputs, region, the list of all roles.
 *
 * @param request the request of the step, as far as its inputs are valid
 */
async function reportFailure(thrown, request, context) {
    const { runner, mask, partition } = context;
    const error = (0,errors/* asError */.zR)(thrown);
    // The caller's account may be unknown, so every number that may be its id is hidden.
    mask?.add(...(`${request?.subject ?? ''} ${error.message}`.match(/(?<!\d)\d{12}(?!\d)/g) ?? []));
    const { describeFailure } = await __nccwpck_require__.e(/* import() */ 772).then(__nccwpck_require__.bind(__nccwpck_require__, 2772));
    const message = describeFailure(error, { partition });
    const isDenial = error instanceof errors/* CallError */.RA && error.isDenial;
    const declarations = isDenial ? (request?.declarations ?? []) : [];
    const roles = declarations.map((declaration) => ({ declaration, start: undefined }));
    const caller = await callerPart(roles, { ...request?.run, partition, account: context.account });
    const unwritten = runner.outputs({ status: 'failed', changed: 'false', ...caller.outputs });
    const subject = request === undefined ? '' : `${(0,markdown/* code */.aY)(request.subject)}: `;
    const blocks = [
        ...(0,summary/* errorBlocks */.pT)(`${subject}failed, nothing was changed`, message),
        ...caller.blocks,
        ...(0,summary/* errorBlocks */.pT)(UNWRITTEN, unwritten),
    ];
    writeSummary(blocks, context);
    annotateFailure(runner, TITLE, message, error);
    annotateFailure(runner, 'Outputs', unwritten);
    if (request !== undefined)
        await comment({ ...context, ...request }, [], true, () => blocks);
    return false;
}
/** Returns the failure message of the step, one for any number of roles; undefined if none failed. */
function stepMessage(failed, all) {
    const [first] = failed;
    if (first === undefined || all === 1)
        return first?.text?.message;
    const messages = failed.map(({ outcome, text }) => `${(0,report_status/* headline */.Pl)(outcome)}\n${text?.message ?? ''}`);
    return [`${failed.length} of ${all} roles:`, ...messages].join('\n\n');
}
/** Writes the comment, last because it may be slow; a cancelled run has no time for it. */
async function comment(context, outcomes, changes, blocks) {
    const { run, subject, account, env, clock, signal, mask, runner } = context;
    if (run['pr-comment'] === 'off' || signal.aborted)
        return;
    const event = env['GITHUB_EVENT_NAME'] ?? 'pull_request';
    if (run['pr-comment'] === 'always' && !/^(?:pull_request|issue_comment$)/.test(event)) {
        const notice = `pr-comment: always writes no comment, because the event ${event} has no pull request`;
        annotate(runner, 'notice', notice);
    }
    const [faulty] = (0,environment/* faultyVariables */.hX)(env, environment/* GITHUB_VARIABLES */.aC);
    if (faulty !== undefined) {
        const why = `the variable ${faulty.name} ${faulty.fault}. Leave it as the runner sets it.`;
        annotate(runner, 'warning', `The comment on the pull request could not be made: ${why}`);
        return;
    }
    const { commentOnPullRequest } = await __nccwpck_require__.e(/* import() */ 79).then(__nccwpck_require__.bind(__nccwpck_require__, 79));
    const hide = (text) => mask?.mask(text) ?? text;
    const shown = (0,markdown/* mapText */.E0)(await blocks(), hide);
    const warning = await commentOnPullRequest({
        subject,
        account,
        hideAccount: mask !== undefined,
        // Its last line has the workflow's name.
        render: (maxLength) => hide((0,summary/* commentBody */.I2)(shown, maxLength, env, outcomes)),
        create: changes || run['pr-comment'] === 'always',
    }, { env, token: run['github-token'], clock, signal });
    if (warning !== undefined)
        annotate(runner, 'warning', warning);
}
/** Warns of outputs that the runner drops from a job because they contain a masked value: an account's id or a secret. */
function droppedOutputs(outputs, { mask, env, run }) {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
    const secrets = [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, run['github-token']];
    const isMasked = (value) => (mask !== undefined && mask.mask(value) !== value) ||
        secrets.some((secret = '') => secret !== '' && value.includes(secret));
    const dropped = Object.entries(outputs).flatMap(([name, value]) => (isMasked(value) ? [name] : []));
    if (dropped.length === 0)
        return [];
    return [
        `The runner drops outputs of a job that hold a masked value, here: ${dropped.join(', ')}. Steps of this job can read them; for other jobs pass on the names (role-name, instance-profile-name), or leave mask-account-id off.`,
    ];
}
/** GitHub shows 10 annotations of a kind for a step, 4,096 characters each. */
const MAX_ANNOTATIONS = 10;
const MAX_LENGTH = 4_096;
/** Annotates the step with its failure, if there is one, and the files with the mistakes in them. */
function annotateFailure(runner, title, message, error) {
    if (message === undefined)
        return;
    const problems = error instanceof declare/* InputError */.d ? error.problems : [];
    const inFiles = problems.filter(({ file }) => file !== undefined).slice(0, MAX_ANNOTATIONS - 1);
    for (const { input, message: problem, file, line } of inFiles) {
        annotate(runner, 'error', problem, { title: `Input ${input}`, file, line });
    }
    annotate(runner, 'error', message, { title });
}
/** Adds the annotations. Counts those without room; the log has them all. */
function annotateAll(runner, level, texts) {
    const shown = texts.length > MAX_ANNOTATIONS ? texts.slice(0, MAX_ANNOTATIONS - 1) : texts;
    for (const each of shown)
        annotate(runner, level, each);
    const rest = texts.slice(shown.length);
    if (rest.length === 0)
        return;
    for (const each of rest)
        runner.info(each);
    annotate(runner, level, `and ${rest.length} more ${level}s, in the log and the summary`);
}
/** Adds an annotation. The log has the whole text of a message that is too long for GitHub. */
function annotate(runner, ...[level, message, place]) {
    if (message.length <= MAX_LENGTH) {
        runner.annotate(level, message, place);
        return;
    }
    runner.group('The whole message', [message]);
    const note = '\n\u2026 (the whole message is above, in the log)';
    const room = MAX_LENGTH - note.length;
    const lineEnd = message.lastIndexOf('\n', room);
    runner.annotate(level, (0,log_escape/* cutText */.IN)(message, lineEnd > room / 2 ? lineEnd : room) + note, place);
}

;// CONCATENATED MODULE: ./build/main.js
/** The run on one page: inputs \u2192 declaration \u2192 actual state \u2192 plan \u2192 calls \u2192 report. */










/** Runs the step. @returns whether it succeeds; a failure is reported in the log, the outputs and the summary, never thrown */
async function run(env, runner, cancellation) {
    (0,environment/* completeEnvironment */.pv)(env);
    const mask = (0,read/* masksAccountId */.oL)(env)
        ? new (await __nccwpck_require__.e(/* import() */ 909).then(__nccwpck_require__.bind(__nccwpck_require__, 6909))).AccountMask(runner)
        : undefined;
    const roleToAssume = env[(0,read/* inputVariable */.LO)('role-to-assume')] ?? '';
    // Even a message about a wrong input may have the id.
    mask?.collect(roleToAssume);
    const account = Promise.resolve((0,arn/* accountOfArn */.KC)(roleToAssume));
    const { signal } = cancellation;
    const context = { runner, mask, env, clock: time/* systemClock */.ml, signal, account, partition: 'aws' };
    let request;
    let result;
    try {
        request = await (0,declare/* declare */.x)(env, signal);
        result = await runStep(request, cancellation, context);
    }
    catch (error) {
        const known = request ?? (error instanceof declare/* InputError */.d ? error.request : undefined);
        return reportFailure(error, known, { ...context, account: await context.account });
    }
    return report(...result);
}
/** Returns the outcomes of the step's roles, and all else that the report needs. */
async function runStep(request, cancellation, context) {
    const { runner, mask, env, clock, signal } = context;
    const { run } = request;
    const { 'role-to-assume': roleToAssume, 'aws-region': region } = run;
    const credentials = roleToAssume === undefined ? undefined : assume(roleToAssume, context);
    const iam = createIam(cancellation, env, clock, { region, credentials });
    await identifyCaller(iam, run, context);
    mask?.collect(request.declarations);
    const debug = (message) => {
        mask?.collect(message);
        runner.debug(message);
    };
    const ports = { iam, clock, signal, debug };
    const portsFor = (declaration) => ({
        ...ports,
        partition: context.partition,
        account: context.account,
        onPlanned: (plan, actual) => {
            mask?.collect(actual);
            // A check reports the drift itself, not its repair.
            if (plan.changes.length === 0 || run.mode === 'check')
                return;
            runner.group(`Plan for role/${declaration.roleName}`, (0,report_status/* planLines */.HN)(plan, actual));
        },
        ...(run['wait-for'] === 'ec2' && {
            waitForEc2: async (profile, milliseconds) => {
                const { waitForEc2 } = await __nccwpck_require__.e(/* import() */ 469).then(__nccwpck_require__.bind(__nccwpck_require__, 3469));
                return waitForEc2(iam, profile, run['ec2-image-id'], ports, milliseconds);
            },
        }),
        onSent: ({ change, effect }) => {
            runner.debug(`sent ${change.api} (${effect === 'yes' ? 'done' : 'no response'}) ${change.resource}`);
        },
    });
    try {
        const { outcomes, ...further } = await reconcileStep(request, { ...ports, env }, portsFor);
        const { attempts } = iam;
        const account = await context.account;
        return [outcomes, { ...context, ...request, ...further, account, attempts, denied: await iam.denied() }];
    }
    finally {
        for (const { call, status, milliseconds } of iam.attempts) {
            runner.debug(`${call} ${status ?? 'no response'} ${Math.round(milliseconds)} ms`);
        }
    }
}
/** Gets the credentials, and learns the partition and, if the run masks or comments, the account. */
async function identifyCaller(iam, run, context) {
    const { mask, env, runner, signal } = context;
    const { 'role-to-assume': roleToAssume, 'pr-comment': comment } = run;
    const partition = await partitionFor(iam);
    context.partition = partition;
    const ownPartition = (0,arn/* partitionOfArn */.Fh)(roleToAssume ?? '') ?? partition;
    if (ownPartition !== partition) {
        const message = `is a role of the partition ${ownPartition}, and the region is one of ${partition}: give aws-region a region of ${ownPartition}`;
        throw new declare/* InputError */.d([{ input: 'role-to-assume', message }]);
    }
    // At once, so that missing credentials are one failure, and not one of each call with the remedy for that call.
    await iam.sdk.config.credentials().catch(async (cause) => {
        signal.throwIfAborted();
        if (roleToAssume !== undefined)
            throw cause;
        const error = new errors/* CallError */.RA({ ...(0,errors/* factsOf */.xS)(cause), call: 'GetCallerIdentity', input: {} }, { cause });
        // The calls wait until STS has recovered.
        if (error.verdict === 'transient' && error.endpointResponded)
            return;
        const { describeMissingCredentials } = await __nccwpck_require__.e(/* import() */ 772).then(__nccwpck_require__.bind(__nccwpck_require__, 2772));
        throw new Error(describeMissingCredentials(error, env), { cause });
    });
    if (roleToAssume === undefined && (mask !== undefined || comment !== 'off')) {
        const { callerAccount } = await __nccwpck_require__.e(/* import() */ 909).then(__nccwpck_require__.bind(__nccwpck_require__, 6909));
        context.account = callerAccount(iam, mask, env, runner);
        // A comment needs it at the end; to a mask, every line of the plan may show it.
        if (mask !== undefined)
            await context.account;
    }
}
/** Reconciles the roles that the step declares, and those to remove that it does not name. */
async function reconcileStep({ declarations, run, sweep, hints }, ports, portsFor) {
    if (sweep === undefined && declarations.every(({ role }) => role?.manifest === undefined))
        return { outcomes: await (0,reconcile/* reconcileRoles */.kb)(declarations, run, portsFor), hints, swept: undefined };
    const removals = await __nccwpck_require__.e(/* import() */ 306).then(__nccwpck_require__.bind(__nccwpck_require__, 5306));
    if (sweep === undefined) {
        const judged = await removals.undeclaredRoles(declarations, run['timeout-seconds'], ports);
        const removed = judged.flatMap(({ removal }) => removal ?? []);
        const kept = judged.flatMap(({ removal, state }) => (removal === undefined ? [state] : []));
        const outcomes = await (0,reconcile/* reconcileRoles */.kb)([...declarations, ...removed], run, portsFor);
        return { outcomes, hints: [...hints, ...kept], swept: undefined };
    }
    const { pullRequestsOf } = await Promise.all(/* import() */[__nccwpck_require__.e(194), __nccwpck_require__.e(844)]).then(__nccwpck_require__.bind(__nccwpck_require__, 4463));
    const pullRequest = pullRequestsOf(sweep.repository, run['github-token'], ports);
    const swept = await removals.sweep(sweep, run, { ...ports, pullRequest, now: () => new Date() }, portsFor);
    return { outcomes: swept.flatMap(({ outcome }) => outcome ?? []), hints, swept };
}
/** Returns the provider of the credentials of `role-to-assume`. */
function assume(role, context) {
    return async (sts) => {
        const { stepCredentials } = await Promise.all(/* import() */[__nccwpck_require__.e(194), __nccwpck_require__.e(477), __nccwpck_require__.e(345)]).then(__nccwpck_require__.bind(__nccwpck_require__, 4345));
        return stepCredentials(role, sts, context);
    };
}
async function partitionFor(iam) {
    try {
        return (0,arn/* partitionOf */.iQ)(await iam.sdk.config.region()).name;
    }
    catch (cause) {
        const reason = (0,errors/* asError */.zR)(cause).message;
        const fault = /missing|region=""/i.test(reason)
            ? 'No AWS region is set'
            : `The AWS region is wrong (${reason})`;
        throw new Error(`${fault}: give the step its aws-region, or set AWS_REGION.`, { cause });
    }
}


/***/ }),

/***/ 2797:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   FF: () => (/* binding */ checkDocuments),
/* harmony export */   I9: () => (/* binding */ limitsFor),
/* harmony export */   Kd: () => (/* binding */ resolveProvider),
/* harmony export */   T9: () => (/* binding */ resolvePolicies)
/* harmony export */ });
/* harmony import */ var _inputs_declare_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4966);
/* harmony import */ var _inputs_problem_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(787);
/* harmony import */ var _inputs_trust_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8686);
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(3385);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(8127);
/* harmony import */ var _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_11__ = __nccwpck_require__(8538);
/* harmony import */ var _resources_resource_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(1408);
/* harmony import */ var _resources_index_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(9023);
/* harmony import */ var _resources_properties_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(7665);
/* harmony import */ var _resources_role_js__WEBPACK_IMPORTED_MODULE_8__ = __nccwpck_require__(797);
/* harmony import */ var _resources_role_state_js__WEBPACK_IMPORTED_MODULE_9__ = __nccwpck_require__(4364);
/* harmony import */ var _github_context_js__WEBPACK_IMPORTED_MODULE_10__ = __nccwpck_require__(9009);
/**
 * Policies of a plan, as far as the account decides: managed ones by name, the OIDC provider that a trust policy names, quotas,
 * and the documents that the plan puts.
 */












/**
 * Resolves the managed policies that the declaration names. A policy that is in use already exists, so a converged run makes
 * no call. All other policies are looked up before the first write: for a missing boundary CreateRole only
 * returns NoSuchEntity, which does not name the policy.
 *
 * @throws InputError naming every policy that does not exist, CallError if IAM refuses
 */
async function resolvePolicies(iam, declaration, actual, partition) {
    // The scalar values and the keys of all entries, among them each managed policy. A document may mention more.
    const values = (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_7__/* .resourcesOf */ .F3)(actual).flatMap(([, resource]) => (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_7__/* .fieldsOf */ .Pf)(resource));
    const inUse = new Set(values.flatMap(([, value]) => ((0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_7__/* .isEntries */ .hd)(value) ? [...value.keys()] : value)));
    const problems = [];
    const entries = _resources_index_js__WEBPACK_IMPORTED_MODULE_6__/* .RESOURCES */ .eZ.flatMap((kind) => kind.policies?.(declaration) ?? []).map(async ({ input, reference }) => {
        const candidates = (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_3__/* .policyArnCandidates */ .AH)(reference, partition);
        const known = candidates.find((arn) => inUse.has(arn));
        if (known !== undefined)
            return [reference, known];
        const results = await Promise.all(candidates.map((arn) => getPolicy(iam, arn)));
        const arn = results.find((response) => response !== undefined)?.Policy?.Arn;
        if (arn === undefined)
            problems.push({ input, message: await missingPolicy(reference, partition) });
        return [reference, arn ?? reference];
    });
    const resolved = new Map(await Promise.all(entries));
    if (problems.length > 0)
        throw new _inputs_declare_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d(problems);
    return resolved;
}
/** Returns the message for a policy that does not exist. */
async function missingPolicy(reference, partition) {
    const candidates = (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_3__/* .policyArnCandidates */ .AH)(reference, partition);
    const lookedUp = candidates.length === 1 ? '' : `; looked for ${candidates.join(', ')}`;
    const similar = candidates.every(_aws_arn_js__WEBPACK_IMPORTED_MODULE_3__/* .isAwsManaged */ .PW)
        ? (await __nccwpck_require__.e(/* import() */ 862).then(__nccwpck_require__.bind(__nccwpck_require__, 9862))).closestManagedPolicy(reference)
        : undefined;
    const missing = `there is no managed policy ${(0,_inputs_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(reference)}${lookedUp}`;
    // A name that is almost one of AWS is a slip, so the form of another ARN would only distract.
    if (similar !== undefined)
        return `${missing}; did you mean ${(0,_inputs_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(similar)}?`;
    if (reference.startsWith('arn:'))
        return missing;
    return `${missing}. Give the ARN of a policy of your own, as arn:${partition}:iam::ACCOUNT:policy/${reference}`;
}
/** Returns a function that reads each ARN once in a run: all its roles and plans see the same. */
function oncePerRun(read) {
    const runs = new WeakMap();
    return (iam, arn) => {
        const known = runs.get(iam) ?? new Map();
        runs.set(iam, known);
        const result = known.get(arn) ?? read(iam, arn);
        known.set(arn, result);
        // A failed read may succeed later.
        result.catch(() => known.delete(arn));
        return result;
    };
}
const getPolicy = oncePerRun((iam, PolicyArn) => (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .absentAsUndefined */ .uW)(iam.call('GetPolicy', { PolicyArn })));
/**
 * Returns the facts that decide the order of calls. Reads only what matters for these two states: the account's quotas if the
 * defaults might be too low, and the documents of the managed policies that change. An inline policy that `prune` leaves out
 * matters if another one is put.
 *
 * @throws InputError if the goal exceeds a quota
 */
async function limitsFor(iam, { role: goal }, { role: actual }) {
    const [attachedPoliciesPerRole, documents, keptInlineSize] = await Promise.all([
        attachQuota(iam, goal, actual),
        Promise.all((0,_resources_role_js__WEBPACK_IMPORTED_MODULE_8__/* .policiesThatDecide */ .E)(goal, actual).map(async (arn) => [arn, await policyDocument(iam, arn)])),
        sizeOfKeptInline(iam, goal, actual),
        assertTrustQuota(iam, goal, actual),
    ]);
    return { attachedPoliciesPerRole, documents: new Map(documents), keptInlineSize };
}
async function attachQuota(iam, goal, actual) {
    const defaultQuota = _resources_resource_js__WEBPACK_IMPORTED_MODULE_5__/* .DEFAULT_LIMITS */ .dR.attachedPoliciesPerRole;
    const desired = (0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_9__/* .added */ .vN)(goal, undefined).length;
    const attaches = (0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_9__/* .added */ .vN)(goal, actual).length;
    const onTheWay = (0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_9__/* .added */ .vN)(actual, undefined).length + attaches;
    // Without an attachment the quota makes no difference.
    if (attaches === 0 || onTheWay <= defaultQuota)
        return defaultQuota;
    const { SummaryMap } = await iam.call('GetAccountSummary', {});
    const quota = SummaryMap?.AttachedPoliciesPerRoleQuota ?? defaultQuota;
    if (desired > quota) {
        const message = `${desired} policies are more than the ${quota} that the account lets a role have; ` +
            'ask AWS for a higher quota, or combine statements in a policy of your own';
        throw new _inputs_declare_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d([{ input: 'policy-arns', message }]);
    }
    return quota;
}
/**
 * Counts the characters of the inline policies whose documents the run has not read, if another one is put.
 *
 * @throws InputError if all inline policies together exceed the quota
 */
async function sizeOfKeptInline(iam, goal, actual) {
    const policies = [...(goal?.inlinePolicies ?? [])];
    const unread = policies.filter(([, document]) => document === undefined);
    const read = new Map(policies.filter((each) => each[1] !== undefined));
    const puts = [...read].some(([name, document]) => !(0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_11__/* .sameDocument */ ._H)(document, actual?.inlinePolicies.get(name)));
    if (goal === undefined || unread.length === 0 || !puts)
        return 0;
    const kept = await Promise.all(unread.map(async ([name]) => [name, (await (0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_9__/* .inlinePolicy */ .Kr)(iam, goal.name, name)) ?? {}]));
    const { inlinePoliciesProblem } = await __nccwpck_require__.e(/* import() */ 130).then(__nccwpck_require__.bind(__nccwpck_require__, 130));
    const message = inlinePoliciesProblem(read, new Map(kept));
    if (message !== undefined)
        throw new _inputs_declare_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d([{ input: 'inline-policies', message }]);
    return kept.reduce((sum, [, document]) => sum + (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_11__/* .sizeOf */ .$d)(document), 0);
}
/** @throws InputError if the trust policy changes and exceeds the account's own quota */
async function assertTrustQuota(iam, goal, actual) {
    const trust = goal?.trust;
    if (trust === undefined || (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_11__/* .sizeOf */ .$d)(trust) <= _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_11__/* .TRUST_POLICY_QUOTA */ .jO || (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_11__/* .sameDocument */ ._H)(trust, actual?.trust))
        return;
    const summary = await iam.call('GetAccountSummary', {}).catch((error) => {
        // A caller who may not read the quota may still use all of it.
        if (error instanceof _aws_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .CallError */ .RA && error.verdict === 'permanent')
            return undefined;
        throw error;
    });
    const message = (0,_inputs_trust_js__WEBPACK_IMPORTED_MODULE_2__/* .trustPolicyProblem */ .EE)(trust, summary?.SummaryMap?.AssumeRolePolicySizeQuota);
    if (message !== undefined)
        throw new _inputs_declare_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d([{ input: (0,_inputs_trust_js__WEBPACK_IMPORTED_MODULE_2__/* .isOfServices */ .S6)(trust) ? 'trust-services' : 'trust-policy', message }]);
}
/**
 * Checks the documents that the plan puts, apart from those that the Action makes of services.
 *
 * @returns warnings about actions that match nothing
 * @throws InputError if IAM refuses the trust policy as a new one
 */
async function checkDocuments({ changes }) {
    // A document that is put twice is in its final form the last time.
    const documents = new Map(changes.flatMap((each) => documentsOf(each)));
    const trust = documents.get('role/trust');
    if (trust !== undefined) {
        const { missingClaims } = await __nccwpck_require__.e(/* import() */ 80).then(__nccwpck_require__.bind(__nccwpck_require__, 5080));
        const problems = missingClaims(trust.document).map((message) => ({ input: 'trust-policy', message }));
        if (problems.length > 0)
            throw new _inputs_declare_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d(problems);
    }
    if (documents.size === 0)
        return [];
    const { actionWarnings } = await __nccwpck_require__.e(/* import() */ 862).then(__nccwpck_require__.bind(__nccwpck_require__, 9862));
    return [...documents.values()].flatMap(({ label, document }) => actionWarnings(document).map(({ path, message }) => `${label}: ${(0,_inputs_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .placeOf */ .$t)(path)}: ${message}`));
}
/** Returns the documents that a change puts, by property. */
function documentsOf({ kind, resource, creates, sets }) {
    const properties = _resources_index_js__WEBPACK_IMPORTED_MODULE_6__/* .RESOURCES */ .eZ.find((each) => each.kind === kind)?.properties ?? {};
    return [...(0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_7__/* .fieldsOf */ .Pf)(creates), ...Object.entries(sets ?? {})].flatMap(([property, value]) => {
        if (!(0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_7__/* .isDocument */ .wz)(value) || (0,_inputs_trust_js__WEBPACK_IMPORTED_MODULE_2__/* .isOfServices */ .S6)(value))
            return [];
        const label = `${resource}: ${(0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_7__/* .nounOf */ .a2)(properties, property)}`;
        return [[`${kind}/${property}`, { label, document: value }]];
    });
}
/** Returns a managed policy's document, undefined if it cannot be read: then it counts as both granting and denying. */
const policyDocument = oncePerRun(async (iam, PolicyArn) => {
    try {
        const VersionId = (await getPolicy(iam, PolicyArn))?.Policy?.DefaultVersionId;
        if (VersionId === undefined)
            return undefined;
        const { PolicyVersion } = await iam.call('GetPolicyVersion', { PolicyArn, VersionId });
        return PolicyVersion?.Document === undefined ? undefined : (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_11__/* .decodeDocument */ .w8)(PolicyVersion.Document);
    }
    catch (error) {
        if (error instanceof _aws_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .CallError */ .RA)
            return undefined;
        throw error;
    }
});
/**
 * Resolves the provider's placeholder if the trust policy names one. The account is that of an existing resource, so a
 * converged run makes no call. If the role will be created or its trust policy replaced, the provider must exist: STS would
 * refuse every token without a reason.
 *
 * @throws InputError if the account has no such provider, CallError if IAM or STS refuse
 */
async function resolveProvider({ role }, actual, { iam, partition, account: caller }) {
    const issuer = role?.oidcIssuer;
    if (issuer === undefined)
        return { arns: new Map(), warnings: [] };
    const accounts = (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_7__/* .resourcesOf */ .F3)(actual).map(([, { identity }]) => (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_3__/* .accountOfArn */ .KC)(identity?.arn ?? ''));
    const known = accounts.find((each) => each !== undefined);
    const account = known ?? (await caller) ?? (await iam.call('GetCallerIdentity', {})).account ?? '';
    const arn = `arn:${partition}:iam::${account}:oidc-provider/${issuer}`;
    const trust = (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_3__/* .withProviderArns */ .G_)(role?.trust, () => arn);
    const unchanged = (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_11__/* .sameDocument */ ._H)(actual.role?.trust, trust);
    return {
        arns: new Map([[(0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_3__/* .oidcProvider */ .Ny)(issuer), arn]]),
        warnings: unchanged ? [] : await providerWarnings(iam, issuer, arn),
    };
}
async function providerWarnings(iam, issuer, arn) {
    const create = `aws iam create-open-id-connect-provider --url https://${issuer} --client-id-list ${_github_context_js__WEBPACK_IMPORTED_MODULE_10__/* .AUDIENCE */ .Xu}`;
    try {
        const call = iam.call('GetOpenIDConnectProvider', { OpenIDConnectProviderArn: arn });
        const provider = await (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .absentAsUndefined */ .uW)(call);
        if (provider === undefined) {
            const message = `the account has no OIDC provider for ${issuer}, so no workflow could assume the role. Create it: ${create}`;
            throw new _inputs_declare_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d([{ input: 'trust-github', message }]);
        }
        if (provider.ClientIDList?.includes(_github_context_js__WEBPACK_IMPORTED_MODULE_10__/* .AUDIENCE */ .Xu) !== false)
            return [];
        const add = `aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${arn} --client-id ${_github_context_js__WEBPACK_IMPORTED_MODULE_10__/* .AUDIENCE */ .Xu}`;
        return [`The OIDC provider for ${issuer} does not accept the audience ${_github_context_js__WEBPACK_IMPORTED_MODULE_10__/* .AUDIENCE */ .Xu}. Add it: ${add}`];
    }
    catch (error) {
        if (!(error instanceof _aws_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .CallError */ .RA) || !error.code.startsWith('AccessDenied'))
            throw error;
        return [
            `The run may not check whether the account has an OIDC provider for ${issuer} (iam:GetOpenIDConnectProvider). If it has none, create it: ${create}`,
        ];
    }
}


/***/ }),

/***/ 8515:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Lq: () => (/* binding */ reconcile),
/* harmony export */   kb: () => (/* binding */ reconcileRoles),
/* harmony export */   ur: () => (/* binding */ ROLES_AT_ONCE)
/* harmony export */ });
/* harmony import */ var p_limit__WEBPACK_IMPORTED_MODULE_8__ = __nccwpck_require__(370);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8127);
/* harmony import */ var _resources_resource_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1408);
/* harmony import */ var _resources_index_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(9023);
/* harmony import */ var _resources_properties_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(7665);
/* harmony import */ var _runtime_time_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(2006);
/* harmony import */ var _run_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(8966);
/* harmony import */ var _policies_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(2797);
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(3385);
/* harmony import */ var _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_9__ = __nccwpck_require__(8538);
/** Roles from their declarations to their outcomes: many in parallel, and each one by itself. */










/** IAM would throttle more roles in parallel. */
const ROLES_AT_ONCE = 10;
/**
 * Reconciles each declaration; the failure of one role does not stop any other. A destroy begins with the last one. Roles
 * that a manifest no longer lists are removed last, and only if no other role failed: a name may have changed.
 *
 * @returns the outcomes in the order of the declarations
 */
async function reconcileRoles(declarations, run, portsFor) {
    const writes = run.mode === 'apply' || run.mode === 'destroy';
    const reviewed = run['expected-plan-digest'];
    if (!writes || reviewed === 'none')
        return inParallel(declarations, run, portsFor);
    const expected = reviewed.replace(/^(?:sha256:)+/, '');
    if (declarations.length === 1) {
        const checkReviewed = _run_js__WEBPACK_IMPORTED_MODULE_5__/* .assertReviewed */ .Qc.bind(undefined, expected);
        return inParallel(declarations, run, (each) => ({ ...portsFor(each), checkReviewed }));
    }
    // The digest covers all plans, so all of them precede the first write.
    const planned = await inParallel(declarations, run, portsFor, true);
    if (planned.some(({ failure }) => failure !== undefined))
        return planned;
    const plan = { changes: planned.flatMap((outcome) => outcome.plan?.changes ?? []) };
    try {
        (0,_run_js__WEBPACK_IMPORTED_MODULE_5__/* .assertReviewed */ .Qc)(expected, (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_3__/* .planDigestOfAll */ .o2)(planned.map(({ digest }) => digest)) ?? '', plan);
    }
    catch (error) {
        const first = planned.find((outcome) => (outcome.plan?.changes.length ?? 0) > 0);
        const failure = { error: (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(error) };
        return planned.map((each) => (each === first ? { ...each, status: 'failed', failure } : each));
    }
    return inParallel(declarations, run, (declaration, index) => ({
        ...portsFor(declaration),
        onPlanned: () => undefined,
        checkReviewed: (digest, now) => {
            if (now.changes.length === 0 || digest === planned[index]?.digest)
                return;
            const explanation = `role/${declaration.roleName} has changed since all roles were planned a moment ago. Nothing was written to it. Its current plan:`;
            throw new _run_js__WEBPACK_IMPORTED_MODULE_5__/* .PlanChanged */ .Cj(explanation, now.changes);
        },
    }));
}
/** @param planOnly whether the roles are only planned, in the order in which they will be written */
async function inParallel(declarations, run, portsFor, planOnly = false) {
    const limit = (0,p_limit__WEBPACK_IMPORTED_MODULE_8__/* ["default"] */ .A)(ROLES_AT_ONCE);
    const destroys = run.mode === 'destroy';
    const queue = destroys ? [...declarations.entries()].reverse() : inOrderOfTrust(declarations);
    const outcomes = [];
    const reconcileAll = async (part, dry) => {
        const settings = dry ? { ...run, mode: 'plan' } : run;
        const reconcileOne = async ([index, declaration]) => {
            // A role that waits for roles behind it must not hold the slot that they need.
            const extra = Math.min(1, declaration.laterRoles?.size ?? 0);
            limit.concurrency += extra;
            outcomes[index] = await reconcile(declaration, settings, portsFor(declaration, index));
            limit.concurrency -= extra;
        };
        await limit.map(part, reconcileOne);
    };
    const { first = [], last = [] } = Object.groupBy(queue, ([, { role }]) => !destroys && role === undefined ? 'last' : 'first');
    await reconcileAll(first, planOnly);
    const failed = outcomes.some(({ failure }) => failure !== undefined);
    await reconcileAll(last, planOnly || failed);
    for (const [index, { roleName }] of failed ? last : []) {
        const outcome = outcomes[index];
        const warning = `role/${roleName} is no longer listed, and stays because another role failed.`;
        if (outcome !== undefined)
            outcomes[index] = { ...outcome, warnings: [...outcome.warnings, warning] };
    }
    return outcomes;
}
/** Puts each role behind those that its trust policy names, except behind its `laterRoles`, which trust it in turn. */
function inOrderOfTrust(declarations) {
    const entries = [...declarations.entries()];
    const pending = new Map(entries.map((entry) => [`role${entry[1].role?.path}${entry[1].roleName}`, entry]));
    const take = (name, open) => {
        const [index = 0, declaration] = pending.get(name) ?? [];
        if (declaration === undefined || !pending.delete(name))
            return [];
        const trusted = (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_9__/* .principalsIn */ .rJ)(declaration.role?.trust ?? {}).map(_aws_arn_js__WEBPACK_IMPORTED_MODULE_7__/* .resourceOfArn */ .$m);
        const before = trusted.flatMap((each) => take(each, [...open, name]));
        const laterRoles = new Set(open.filter((each) => trusted.includes(each)));
        return [...before, [index, { ...declaration, laterRoles }]];
    };
    return [...pending.keys()].flatMap((name) => take(name, []));
}
/**
 * Observes IAM, plans except in `read`, and in `apply` and `destroy` sends the plan until IAM shows the declared state. Never
 * throws: the outcome has the failure.
 */
async function reconcile(declaration, run, ports) {
    let outcome = (0,_run_js__WEBPACK_IMPORTED_MODULE_5__/* .unknownOutcome */ .b6)(run, declaration);
    try {
        if (run.mode === 'read')
            return { ...outcome, ...(await read(declaration, run, ports)) };
        const request = await prepare(declaration, run, ports, (facts) => {
            outcome = { ...outcome, ...facts };
        });
        await (0,_runtime_time_js__WEBPACK_IMPORTED_MODULE_4__/* .throwIfCancelled */ .dZ)(ports.signal);
        const { start, plan: first } = request;
        if (run.mode === 'plan' || run.mode === 'check') {
            const changing = run.mode === 'check' ? 'drifted' : 'planned';
            return { ...outcome, status: first.changes.length === 0 ? 'unchanged' : changing };
        }
        ports.checkReviewed?.((0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_3__/* .planDigest */ .Gb)(first, start), first);
        const applied = await applyIfNeeded(request);
        const { finalState, failure, sent } = applied;
        if (failure !== undefined) {
            const rolledBack = failure.aftermath?.kind === 'rolled-back';
            const changed = failure.aftermath !== undefined && !rolledBack;
            return { ...outcome, status: rolledBack ? 'rolled-back' : 'failed', finalState, changed, failure };
        }
        const status = finalStatus(declaration, sent);
        return await withReadiness({ ...outcome, status, finalState, changed: sent.length > 0 }, applied, ports);
    }
    catch (thrown) {
        return { ...outcome, failure: { error: (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(thrown) } };
    }
}
/**
 * Observes, refuses what must not be applied, and plans.
 *
 * @param learn receives the facts of the outcome, each as soon as it is known: a failure may follow
 */
async function prepare(declaration, run, ports, learn) {
    const { iam, partition } = ports;
    const deadline = new _run_js__WEBPACK_IMPORTED_MODULE_5__/* .Deadline */ .B2(ports, run['timeout-seconds'] * 1000);
    const start = await (0,_run_js__WEBPACK_IMPORTED_MODULE_5__/* .retryUntilConsistent */ .VH)(() => (0,_resources_index_js__WEBPACK_IMPORTED_MODULE_2__/* .observe */ .lB)(iam, declaration), deadline);
    learn({ start, finalState: start });
    const reasons = (0,_resources_index_js__WEBPACK_IMPORTED_MODULE_2__/* .refusals */ .Ke)(declaration, start);
    if (reasons.length > 0)
        throw new _resources_index_js__WEBPACK_IMPORTED_MODULE_2__/* .Refusal */ .P_(reasons);
    const [policies, provider] = await (0,_run_js__WEBPACK_IMPORTED_MODULE_5__/* .retryUntilConsistent */ .VH)(() => Promise.all([
        (0,_policies_js__WEBPACK_IMPORTED_MODULE_6__/* .resolvePolicies */ .T9)(iam, declaration, start, partition),
        (0,_policies_js__WEBPACK_IMPORTED_MODULE_6__/* .resolveProvider */ .Kd)(declaration, start, ports),
    ]), deadline);
    const { warnings } = provider;
    learn({ warnings });
    const resolved = new Map([...policies, ...provider.arns]);
    const planFor = async (state) => {
        const goal = (0,_resources_index_js__WEBPACK_IMPORTED_MODULE_2__/* .desiredState */ .Iq)(declaration, state, resolved);
        const { laterRoles } = declaration;
        return (0,_resources_index_js__WEBPACK_IMPORTED_MODULE_2__/* .plan */ .et)(goal, state, { ...(await (0,_policies_js__WEBPACK_IMPORTED_MODULE_6__/* .limitsFor */ .I9)(iam, goal, state)), laterRoles });
    };
    const first = await (0,_run_js__WEBPACK_IMPORTED_MODULE_5__/* .retryUntilConsistent */ .VH)(() => planFor(start), deadline);
    const documentWarnings = await (0,_policies_js__WEBPACK_IMPORTED_MODULE_6__/* .checkDocuments */ .FF)(first);
    learn({ plan: first, digest: (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_3__/* .planDigest */ .Gb)(first, start), warnings: [...warnings, ...documentWarnings] });
    const target = (0,_resources_index_js__WEBPACK_IMPORTED_MODULE_2__/* .desiredState */ .Iq)(declaration, start, resolved);
    const drifted = run.mode === 'check' && first.changes.length > 0;
    const drift = drifted ? (0,_resources_index_js__WEBPACK_IMPORTED_MODULE_2__/* .plan */ .et)(start, target, await (0,_policies_js__WEBPACK_IMPORTED_MODULE_6__/* .limitsFor */ .I9)(iam, target, start)) : undefined;
    learn({ target, drift, notices: (0,_resources_index_js__WEBPACK_IMPORTED_MODULE_2__/* .keptNotices */ .CV)(declaration, start, resolved) });
    ports.onPlanned(first, start);
    return { declaration, run, ports, start, plan: first, planFor };
}
/** Sends the plan if it has changes: only then loads the code that does. */
async function applyIfNeeded(request) {
    const { run, start } = request;
    if (request.plan.changes.length > 0)
        return (await __nccwpck_require__.e(/* import() */ 471).then(__nccwpck_require__.bind(__nccwpck_require__, 3471))).apply(request);
    return { finalState: start, sent: [], failure: undefined, millisecondsLeft: run['timeout-seconds'] * 1000 };
}
function finalStatus({ role }, sent) {
    if (sent.length === 0)
        return role === undefined ? 'absent' : 'unchanged';
    if (role === undefined)
        return 'destroyed';
    return sent.some(({ change }) => change.kind === 'role' && change.creates) ? 'created' : 'updated';
}
/** Waits until the service that the step names accepts the profile. A failure there rolls nothing back. */
async function withReadiness(outcome, { sent, millisecondsLeft }, ports) {
    const profile = outcome.finalState?.instanceProfile;
    // Without a declared profile, the one of this name may be another owner's.
    if (outcome.declaration.role?.instanceProfile === undefined || profile === undefined)
        return outcome;
    if (ports.waitForEc2 === undefined)
        return { ...outcome, readyFor: 'iam' };
    try {
        const { readyFor, warning } = await ports.waitForEc2(profile, millisecondsLeft);
        return { ...outcome, readyFor, warnings: outcome.warnings.concat(warning ?? []) };
    }
    catch (thrown) {
        const kind = thrown instanceof _runtime_time_js__WEBPACK_IMPORTED_MODULE_4__/* .Cancelled */ .cJ ? 'cancelled' : 'applied';
        const aftermath = sent.length === 0 ? {} : { aftermath: { kind, sent, remaining: [] } };
        const failure = { error: (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(thrown), ...aftermath };
        return { ...outcome, status: 'failed', readyFor: 'iam', failure };
    }
}
/** Reads one role with everything that belongs to it, whoever owns it. */
async function read(declaration, run, ports) {
    const deadline = new _run_js__WEBPACK_IMPORTED_MODULE_5__/* .Deadline */ .B2(ports, run['timeout-seconds'] * 1000);
    const observed = (each) => (0,_run_js__WEBPACK_IMPORTED_MODULE_5__/* .retryUntilConsistent */ .VH)(() => (0,_resources_index_js__WEBPACK_IMPORTED_MODULE_2__/* .observe */ .lB)(ports.iam, each), deadline);
    const first = await observed(declaration);
    const { role, instanceProfile: _, ...further } = first;
    const instanceProfileName = otherProfile(declaration, first) ?? declaration.instanceProfileName;
    const concerned = { ...declaration, instanceProfileName, rolePath: role?.path };
    // Only now the run knows which profile contains the role, and by which ARN further resources name it.
    const isComplete = instanceProfileName === declaration.instanceProfileName && (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_3__/* .resourcesOf */ .F3)(further).length === 0;
    const finalState = isComplete ? first : await observed(concerned);
    await (0,_runtime_time_js__WEBPACK_IMPORTED_MODULE_4__/* .throwIfCancelled */ .dZ)(ports.signal);
    const status = (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_3__/* .resourcesOf */ .F3)(finalState).length > 0 ? 'read' : 'absent';
    return { declaration: concerned, status, finalState, warnings: unreadable(finalState) };
}
/** Returns the instance profile that contains the role if it has another name than the role and the step names none. */
function otherProfile({ roleName, instanceProfileName }, { role, instanceProfile }) {
    if (instanceProfileName !== roleName || instanceProfile?.role?.name === roleName)
        return undefined;
    return [...(role?.instanceProfiles ?? [])].sort()[0];
}
/** Lists the documents that the caller may not read. */
function unreadable(state) {
    return _resources_index_js__WEBPACK_IMPORTED_MODULE_2__/* .RESOURCES */ .eZ.flatMap(({ kind, properties }) => {
        const resource = state[kind];
        const name = `${(0,_resources_resource_js__WEBPACK_IMPORTED_MODULE_1__/* .labelOf */ .Wy)(kind)}/${resource?.name ?? ''}`;
        return [...(0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_3__/* .propertiesOf */ .P1)(resource).keys()]
            .filter((property) => (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_3__/* .valueOf */ .RP)(resource, property) === undefined)
            .map((property) => `${name}: the run may not read the document of ${(0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_3__/* .nounOf */ .a2)(properties, property)}`);
    });
}


/***/ }),

/***/ 8966:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   B2: () => (/* binding */ Deadline),
/* harmony export */   Cj: () => (/* binding */ PlanChanged),
/* harmony export */   Qc: () => (/* binding */ assertReviewed),
/* harmony export */   VH: () => (/* binding */ retryUntilConsistent),
/* harmony export */   b6: () => (/* binding */ unknownOutcome),
/* harmony export */   dG: () => (/* binding */ NotConverged),
/* harmony export */   uT: () => (/* binding */ splitByReview)
/* harmony export */ });
/* harmony import */ var _resources_resource_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1408);
/* harmony import */ var _runtime_time_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2006);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8127);



/** Returns the outcome of a run that has read nothing yet. */
function unknownOutcome({ mode, 'expected-plan-digest': expected }, declaration) {
    return {
        mode,
        reviewed: expected !== 'none',
        declaration,
        status: 'failed',
        changed: false,
        notices: [],
        warnings: [],
    };
}
/** The run did not reach its goal in time. Without `remaining` it could not read IAM. */
class NotConverged extends Error {
    name = 'NotConverged';
    seconds;
    remaining;
    /** The probable reason why changes remain. */
    suspect;
    /** The last error that was retried. */
    lastError;
    constructor({ message, remaining, suspect }, seconds, lastError) {
        super(message, { cause: lastError });
        this.seconds = seconds;
        this.lastError = lastError;
        this.remaining = remaining ?? [];
        this.suspect = suspect;
    }
}
/** Waits between attempts, each time a little longer, until the deadline. */
class Deadline {
    #ports;
    milliseconds;
    #end;
    #maxWait;
    #attempt = 0;
    /** The last error that was retried. */
    lastError;
    /** @param maxWait the longest wait between two attempts, in milliseconds */
    constructor(ports, milliseconds, maxWait) {
        this.#ports = ports;
        this.#maxWait = maxWait;
        this.milliseconds = milliseconds;
        this.#end = ports.clock.now() + milliseconds;
    }
    get millisecondsLeft() {
        return Math.max(0, this.#end - this.#ports.clock.now());
    }
    /** @throws NotConverged if the time is over, the signal's reason if the run was cancelled */
    async wait(expired) {
        const { clock, signal } = this.#ports;
        // A call that hangs ends long after the deadline.
        const late = clock.now() - this.#end;
        if (late >= 0)
            throw new NotConverged(expired(), Math.floor((this.milliseconds + late) / 1000), this.lastError);
        await clock.sleep(Math.min(-late, (0,_runtime_time_js__WEBPACK_IMPORTED_MODULE_1__/* .backoff */ .JN)(this.#attempt, clock, this.#maxWait)), signal);
        this.#attempt += 1;
    }
}
/**
 * Reads until IAM's answers agree with each other.
 *
 * @throws CallError if retrying cannot resolve it
 */
async function retryUntilConsistent(read, deadline, expired = () => ({ message: 'IAM could not be read' })) {
    for (;;) {
        try {
            return await read();
        }
        catch (error) {
            const isRetryable = error instanceof _resources_resource_js__WEBPACK_IMPORTED_MODULE_0__/* .InconsistentReadError */ .gh ||
                // If no endpoint ever responded there is no network, and waiting does not help.
                (error instanceof _aws_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CallError */ .RA && error.verdict === 'transient' && error.endpointResponded);
            if (!isRetryable)
                throw error;
            deadline.lastError = error;
            await deadline.wait(expired);
        }
    }
}
/** The plan is not the reviewed one. */
class PlanChanged extends Error {
    name = 'PlanChanged';
    /** The changes that were not reviewed. */
    changes;
    constructor(explanation, changes, options) {
        super(explanation, options);
        this.changes = changes;
    }
}
/**
 * Compares the first plan with the reviewed one. A digest cannot be reversed, so the error shows the current plan.
 *
 * @throws PlanChanged before anything is written
 */
function assertReviewed(expected, digest, plan) {
    if (plan.changes.length === 0 || digest === expected)
        return;
    const explanation = `expected-plan-digest is sha256:${expected}, the plan's digest is sha256:${digest}. Nothing was written. The current plan:`;
    throw new PlanChanged(explanation, plan.changes);
}
/** Splits a later plan into the changes that were reviewed, which may be sent again, and all other changes. */
function splitByReview(first, later) {
    const known = new Set(first.changes.map(_resources_resource_js__WEBPACK_IMPORTED_MODULE_0__/* .changeKey */ .Cy));
    const { reviewed = [], further = [] } = Object.groupBy(later.changes, (change) => known.has((0,_resources_resource_js__WEBPACK_IMPORTED_MODULE_0__/* .changeKey */ .Cy)(change)) ? 'reviewed' : 'further');
    return { reviewed: { changes: reviewed }, further };
}


/***/ }),

/***/ 7787:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $m: () => (/* binding */ driftLines),
/* harmony export */   Ir: () => (/* binding */ driftTable),
/* harmony export */   g6: () => (/* binding */ differencesOf),
/* harmony export */   k9: () => (/* binding */ afterDrift),
/* harmony export */   r3: () => (/* binding */ rowSubject),
/* harmony export */   vk: () => (/* binding */ driftCount),
/* harmony export */   yq: () => (/* binding */ subjectText)
/* harmony export */ });
/* harmony import */ var _resources_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9023);
/* harmony import */ var _resources_properties_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7665);
/* harmony import */ var _resources_resource_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(1408);
/* harmony import */ var _words_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(4702);
/* harmony import */ var _aws_broadening_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(6997);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(4902);






/** Returns the differences between two states that the changes lead through, in the order of the changes. */
function differencesOf(changes, from, to) {
    const result = new Map();
    const created = new Set(changes.flatMap(({ kind, creates }) => (creates === undefined ? [] : [kind])));
    for (const change of changes) {
        const kind = _resources_index_js__WEBPACK_IMPORTED_MODULE_0__/* .RESOURCES */ .eZ.find((each) => each.kind === change.kind);
        if (kind === undefined)
            continue;
        const ends = [from[change.kind], to[change.kind]];
        for (const property of propertiesSet(change, ends)) {
            // A new resource is one difference with all its values, except for entries that have calls of their own.
            const isPart = property !== undefined && !property.includes('/') && created.has(change.kind);
            const shown = isPart ? undefined : property;
            // Duplicates are deleted by their ids.
            const key = `${change.resource} ${shown ?? (change.deletes === undefined ? '' : (0,_resources_resource_js__WEBPACK_IMPORTED_MODULE_2__/* .changeKey */ .Cy)(change))}`;
            const known = result.get(key);
            const [before, after] = shown === undefined ? resources(change, ends) : ends.map((resource) => valueAt(resource, shown));
            const [field, entry = ''] = (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .splitProperty */ .mt)(shown ?? '');
            result.set(key, {
                kind,
                resource: change.resource,
                property: shown,
                entry,
                spec: kind.properties[field] ?? { label: field },
                before,
                after,
                verb: known?.property === undefined && known !== undefined ? known.verb : change.action,
                broadens: change.broadens || known?.broadens === true,
                reasons: [...(known?.reasons ?? []), ...(/ \(first: (.*)\)$/.exec(change.summary)?.slice(1) ?? [])],
            });
        }
    }
    return [...result.values()];
}
/** Returns the value of a property. Tag keys that differ by case are one tag to IAM, and two to a reader. */
function valueAt(resource, property) {
    const [field, entry = ''] = (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .splitProperty */ .mt)(property);
    const entries = resource?.[field];
    return (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .isEntries */ .hd)(entries) && !entries.has(entry) ? undefined : (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .valueOf */ .RP)(resource, property);
}
/** Lists the properties that a change sets. A call may have to send unchanged ones with them. */
function propertiesSet({ creates, deletes, sets = {} }, ends) {
    if (creates !== undefined || deletes !== undefined)
        return [undefined];
    const all = Object.keys(sets);
    const differ = all.filter((property) => {
        const [old, now] = ends.map((resource) => (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .valueOf */ .RP)(resource, property));
        return old === undefined || now === undefined ? old !== now : (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .canonical */ .$N)(old) !== (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .canonical */ .$N)(now);
    });
    return differ.length === 0 ? all.slice(0, 1) : differ;
}
function resources({ creates, deletes }, [before, after]) {
    if (deletes === undefined)
        return [undefined, after ?? creates];
    return [(0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .withDuplicates */ .pd)(before).find(({ identity }) => identity?.id === deletes) ?? before, undefined];
}
/** Names the property, or the resource itself: "managed policy `x`", "role `demo`". */
function subjectText({ kind, resource, property, entry, spec }, format) {
    if (property === undefined)
        return `${kind.noun} ${format.code(resource.replace(/^[^/]*\//, ''))}`;
    return entry === '' ? spec.label : `${spec.label} ${(0,_words_js__WEBPACK_IMPORTED_MODULE_3__/* .reference */ .ir)(entry, format)}`;
}
/** Returns the subject of a table's row, with its resource unless that is the role. */
function rowSubject(kind, subject) {
    return kind === _resources_index_js__WEBPACK_IMPORTED_MODULE_0__/* .RESOURCES */ .eZ[0] || subject.startsWith(kind.noun) ? subject : `${kind.noun}: ${subject}`;
}
const MISSING = 'missing';
const DECLARED = 'declared';
const UNDECLARED = 'not declared';
/** Returns the sentence about what to do. */
function afterDrift({ code } = _words_js__WEBPACK_IMPORTED_MODULE_3__/* .PLAIN */ .tZ) {
    return `run ${code('mode: apply')} to restore the declaration, or declare what you want to keep. Give ${code('check')} the same inputs as ${code('apply')}.`;
}
/** Returns one line for each difference between the declaration and IAM, the worst first. */
function driftLines(outcome) {
    return driftOf(outcome, _words_js__WEBPACK_IMPORTED_MODULE_3__/* .PLAIN */ .tZ).map(({ gives, resource, property, what, found, declared, values }) => {
        const also = declared === DECLARED ? '' : `, ${values === true ? 'declared ' : ''}${declared}`;
        const about = property === undefined ? resource : `${resource}: ${what}`;
        return `${gives ? '\u26a0\ufe0f ' : ''}${about}: ${values === true ? 'found ' : ''}${found}${also}`;
    });
}
function driftTable(outcome) {
    const rows = driftOf(outcome, _words_js__WEBPACK_IMPORTED_MODULE_3__/* .MARKDOWN */ .yQ).map(({ gives, kind, what, found, declared }) => [
        gives ? '\u26a0\ufe0f' : '',
        rowSubject(kind, what),
        found,
        declared,
    ]);
    return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .table */ .tp)(['', 'what', 'found', 'declared'], rows);
}
/** Counts the differences: `4 differences, 2 give access that is not declared`. */
function driftCount(outcome) {
    const all = driftOf(outcome, _words_js__WEBPACK_IMPORTED_MODULE_3__/* .PLAIN */ .tZ);
    const giving = all.filter(({ gives }) => gives).length;
    const words = giving === 0 ? '' : `, ${giving} ${giving === 1 ? 'gives' : 'give'} access that is not declared`;
    return `${(0,_resources_resource_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9)(all.length, 'difference')}${words}`;
}
/** Lists the differences with their words: those first that give access, then those that take declared access away. */
function driftOf({ plan, drift, start, target }, format) {
    if (drift === undefined || plan === undefined || start === undefined || target === undefined)
        return [];
    const key = ({ resource, property = '' }) => `${resource} ${property}`;
    const repairs = differencesOf(plan.changes, start, target).filter(({ broadens }) => broadens);
    const taken = new Set(repairs.map(key));
    const all = differencesOf(drift.changes, target, start)
        // A missing resource is one difference, whatever it contained.
        .filter(({ kind, property }) => property === undefined || start[kind.kind] !== undefined)
        .flatMap((difference) => {
        const { kind, resource, property, broadens } = difference;
        return wordsFor(difference, format).map(({ gives: mayGive = true, ...words }) => {
            const gives = broadens && mayGive;
            const rank = gives ? 0 : taken.has(key(difference)) ? 1 : 2;
            return { ...words, kind, resource, property, gives, rank };
        });
    });
    return all.sort((a, b) => a.rank - b.rank);
}
/** Returns the words for a difference: `before` is the declared value, `after` the one found. */
function wordsFor(difference, format) {
    const { property, entry, spec, before, after, broadens } = difference;
    const what = subjectText(difference, format);
    const [old, now] = (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .documentsIn */ .aV)(before, after);
    if (entry === '' && old !== undefined && now !== undefined) {
        const rows = principalRows((0,_words_js__WEBPACK_IMPORTED_MODULE_3__/* .principals */ .IK)(old), (0,_words_js__WEBPACK_IMPORTED_MODULE_3__/* .principals */ .IK)(now), spec.edge ?? '', format);
        const marked = rows.some(({ gives = true }) => gives) && !othersGain(old, now);
        const explained = rows.length > 0 && (!broadens || marked);
        return explained ? rows : [{ what, found: 'other terms', declared: 'see the diff' }, ...rows];
    }
    const granted = (0,_words_js__WEBPACK_IMPORTED_MODULE_3__/* .grantsText */ .dO)(old, now, format);
    const allows = granted === '' ? '' : `, allows ${granted}`;
    if (property === undefined || (entry !== '' && (before === undefined || after === undefined))) {
        const value = before ?? after;
        // The name of an entry is enough, except for a tag and a document.
        const named = typeof value === 'string' ? `${spec.label} ${(0,_words_js__WEBPACK_IMPORTED_MODULE_3__/* .valueText */ .Ru)(value, entry, spec, format)}` : what;
        return before === undefined
            ? [{ what: named, found: `${spec.present ?? 'present'}${allows}`, declared: UNDECLARED }]
            : [{ what: named, found: MISSING, declared: DECLARED }];
    }
    if (old !== undefined && now !== undefined)
        return [{ what, found: `changed${allows}`, declared: 'see the diff' }];
    const text = (value) => (0,_words_js__WEBPACK_IMPORTED_MODULE_3__/* .valueText */ .Ru)(value, entry, spec, format) || 'none';
    return [{ what, found: text(after), declared: text(before), values: true }];
}
/** Reports whether a trust policy gives more in a way that no row marks: to a principal that both have, or by a lost denial. */
function othersGain(declared, found) {
    if ((0,_aws_broadening_js__WEBPACK_IMPORTED_MODULE_5__/* .deniesLess */ .so)(declared, found))
        return true;
    const isDeclared = (0,_aws_broadening_js__WEBPACK_IMPORTED_MODULE_5__/* .coveredBy */ .UJ)((0,_aws_broadening_js__WEBPACK_IMPORTED_MODULE_5__/* .singlesByEffect */ .uJ)(declared).allows);
    const more = (0,_aws_broadening_js__WEBPACK_IMPORTED_MODULE_5__/* .singlesByEffect */ .uJ)(found).allows.filter((single) => !isDeclared(single));
    const [before, after] = [(0,_words_js__WEBPACK_IMPORTED_MODULE_3__/* .principals */ .IK)(declared), (0,_words_js__WEBPACK_IMPORTED_MODULE_3__/* .principals */ .IK)(found)];
    const gaining = (0,_words_js__WEBPACK_IMPORTED_MODULE_3__/* .principals */ .IK)({ Statement: (0,_aws_broadening_js__WEBPACK_IMPORTED_MODULE_5__/* .mergeStatements */ .z9)(more.map(({ json }) => json)) });
    return [...gaining.keys()].some((name) => before.has(name) && before.get(name) === after.get(name));
}
/** Returns a row for each principal of one trust policy that the other lacks, or has under other conditions. */
function principalRows(before, after, edge, format) {
    const words = (conditional) => (conditional ? `${edge} on conditions` : edge);
    return [...new Set([...after.keys(), ...before.keys()])].flatMap((name) => {
        const [old, now] = [before.get(name), after.get(name)];
        const what = (conditional) => (0,_words_js__WEBPACK_IMPORTED_MODULE_3__/* .principalText */ .cI)(format)([name, conditional]);
        if (old === now)
            return [];
        if (old === undefined)
            return [{ what: what(now === true), found: edge, declared: UNDECLARED }];
        if (now === undefined)
            return [{ what: what(old), found: `${MISSING}: ${edge}`, declared: DECLARED, gives: false }];
        return [{ what: format.code(name), found: words(now), declared: words(old), gives: !now }];
    });
}


/***/ }),

/***/ 4902:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   AU: () => (/* binding */ fold),
/* harmony export */   Dq: () => (/* binding */ paragraphsOf),
/* harmony export */   E0: () => (/* binding */ mapText),
/* harmony export */   FV: () => (/* binding */ escapeMarkdown),
/* harmony export */   Jt: () => (/* binding */ SUMMARY_LIMIT),
/* harmony export */   OF: () => (/* binding */ fenced),
/* harmony export */   Qt: () => (/* binding */ fitToLimit),
/* harmony export */   VN: () => (/* binding */ blockOf),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   h8: () => (/* binding */ htmlCode),
/* harmony export */   qN: () => (/* binding */ paragraphs),
/* harmony export */   tp: () => (/* binding */ table)
/* harmony export */ });
/* harmony import */ var _runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5693);
/**
 * A report as Markdown that GitHub shows as it is meant. Text from IAM or from a pull request is escaped, so that it renders as
 * plain text; whole blocks are omitted, with a note, if a report is too long. All text except our own wording passes through
 * the escapes. The labels of the diagram and the marker of the comment have escapes of their own.
 *
 * https://github.github.com/gfm/ and https://docs.github.com/en/get-started/writing-on-github
 */

/**
 * Escapes text for a paragraph, list item or table cell. Words that GitHub would turn into a link, a mention, a reference,
 * an emoji or mathematics become code. An escape is not enough, because GitHub also searches the rendered text for them.
 */
function escapeMarkdown(value) {
    return oneLine(value)
        .split(' ')
        .map((word, index) => (AUTOLINKED.test(word) ? code(word) : escapeWord(word, index === 0)))
        .join(' ');
}
/** URLs, e-mail addresses and mentions, `#1`, `GH-1` and similar, commits, emoji, mathematics, and backticks. */
const AUTOLINKED = /:\/\/|www\.|@|#\w|[a-z]-\d|GHSA-|(?:^|[^\da-z])[\da-f]{7,40}(?![\da-z])|:[\w+-]+:|mailto:|xmpp:|[$`]/i;
function escapeWord(word, first) {
    const plain = word.replace(/[\\*_[\]<>|~&]/g, '\\$&');
    return first ? plain.replace(/^[-+=#]/, '\\$&').replace(/^(\d+)([.)])/, '$1\\$2') : plain;
}
/** Returns the value as code for a paragraph, list item or table cell. */
function code(value) {
    const line = oneLine(value);
    if (line === '')
        return '';
    if (!/[`|]/.test(line))
        return `\`${line}\``;
    // A code span cannot contain backticks or, in a table, pipes. Inside an element GitHub still parses Markdown, so every sign
    // becomes a character reference; an empty comment prevents links to e-mail addresses.
    return `<code>${characterReferences(line)}</code>`;
}
function characterReferences(line) {
    const signs = line.replace(/[^\w\s]|_/gu, (sign) => `&#${sign.codePointAt(0) ?? 0};`);
    return signs.replaceAll('&#64;', '&#64;<!-- -->');
}
/** Returns a value as code for HTML, where GitHub parses no Markdown: the title of a fold. */
function htmlCode(value) {
    return `<code>${characterReferences(oneLine(value))}</code>`;
}
/** Returns a block of code, between fences that nothing in it can close. */
function fenced(language, content) {
    const runs = content.match(/`+/g) ?? [];
    const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
    return `${fence}${language}\n${content.split('\n').map(_runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_0__/* .escapeControlCharacters */ .F7).join('\n')}\n${fence}`;
}
/** Returns a table; nothing without rows. @param rows of cells that are Markdown already */
function table(header, rows) {
    const line = (cells) => `| ${cells.join(' | ')} |`;
    if (rows.length === 0)
        return '';
    return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
/** Renders each line of a message as a paragraph; lines that begin with `- ` form a list. */
function paragraphs(message) {
    const blocks = [];
    let list = [];
    for (const line of [...message.split('\n'), '']) {
        if (line.startsWith('- '))
            list.push(`- ${escapeMarkdown(line.slice(2))}`);
        else {
            blocks.push(list.join('\n'), escapeMarkdown(line));
            list = [];
        }
    }
    return paragraphsOf(...blocks);
}
/** Joins Markdown as paragraphs, without empty ones. */
function paragraphsOf(...texts) {
    return texts.filter((text) => text !== '').join('\n\n');
}
function oneLine(value) {
    return (0,_runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_0__/* .escapeControlCharacters */ .F7)(value.replace(/\s+/g, ' ').trim());
}
/** Returns Markdown as a block; no block if it is empty. */
function blockOf(name, markdown, essential = false) {
    return markdown === '' ? [] : [{ name, markdown, essential }];
}
/** Returns a fold as a block. @param title HTML of our own wording */
function fold(title, name, inner, { open = false, essential = false } = {}) {
    return { name, markdown: `<details${open ? ' open' : ''}><summary>${title}</summary>`, inner, essential };
}
/** A step's summary may have 1 MiB; a larger one is dropped whole. */
const SUMMARY_LIMIT = {
    max: 1024 * 1024,
    measure: (text) => Buffer.byteLength(text),
    elsewhere: 'The log lists every change.',
};
/** Space for the note itself. */
const NOTE_SIZE = 3_000;
const MAX_NAMES = 10;
/** Joins the blocks, without those that exceed the limit; a note at the end lists those. */
function fitToLimit(blocks, limit) {
    const whole = joined(blocks);
    if (limit.measure(whole) <= limit.max)
        return whole;
    let room = limit.max - NOTE_SIZE;
    const kept = new Set();
    const all = withParents(blocks);
    const inOrder = all.toSorted(([a], [b]) => Number(b.essential ?? false) - Number(a.essential ?? false));
    for (const [block, parent] of inOrder) {
        const size = limit.measure(joined([block], (each) => each === block));
        if (size > room || (parent !== undefined && !kept.has(parent)))
            continue;
        room -= size;
        kept.add(block);
    }
    const omitted = all
        .filter(([block, parent]) => !kept.has(block) && (parent === undefined || kept.has(parent)))
        .map(([block]) => block.name);
    const more = omitted.length > MAX_NAMES ? `, and ${omitted.length - MAX_NAMES} more` : '';
    const names = omitted.slice(0, MAX_NAMES).join(', ');
    const note = `**Too long for GitHub, so left out: ${names}${more}.** ${limit.elsewhere}`;
    return `${joined(blocks, (block) => kept.has(block))}${note}\n\n`;
}
/** Lists every block with the fold that contains it, folds before their contents. */
function withParents(blocks, parent) {
    return blocks.flatMap((block) => [[block, parent], ...withParents(block.inner ?? [], block)]);
}
function joined(blocks, isKept = () => true) {
    const texts = blocks.filter(isKept).map(({ markdown, inner }) => {
        const contents = inner === undefined ? '' : `${joined(inner, isKept)}</details>\n\n`;
        return `${markdown}\n\n${contents}`;
    });
    return texts.join('');
}
/** Applies a function to the text of every block. */
function mapText(blocks, change) {
    return blocks.map((block) => ({
        ...block,
        name: change(block.name),
        markdown: change(block.markdown),
        inner: block.inner && mapText(block.inner, change),
    }));
}


/***/ }),

/***/ 4121:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   MR: () => (/* binding */ runOutputs),
/* harmony export */   Yz: () => (/* binding */ outputsOf)
/* harmony export */ });
/* unused harmony exports OUTPUTS, stateOutput */
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3385);
/* harmony import */ var _resources_properties_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7665);
/* harmony import */ var _resources_index_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(9023);
/* harmony import */ var _resources_resource_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(1408);
/* harmony import */ var _status_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(7937);
/** The step's outputs. https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#outputs */





const RUN_OUTPUTS = {
    changed: '`true` if this run wrote something that remains',
    status: '`created`, `updated`, `unchanged`, `destroyed`, `absent`, `planned`, `drifted`, `read`, `rolled-back` or `failed`',
    changes: 'JSON list of the planned changes: `resource`, `action`, `api`, `summary`, `broadens`',
    broadens: '`true` if a change of the plan may grant new access',
    state: 'JSON: everything that the run knows of the role and the resources that belong to it; an absent one is `null`',
    'ready-for': '`iam` or `ec2`: how far the instance profile is known to be usable',
    'plan-digest': '`sha256:` and the digest of the planned changes and of the state they start from; of all roles of a manifest together',
    'caller-policy': 'JSON: the smallest IAM policy with which a caller can run this step in every mode; set by `plan` and after an AccessDenied',
    results: 'JSON map of role name to these outputs; the way to read those of a manifest',
};
const MEANINGS = { arn: 'ARN', name: 'name', id: 'unique id' };
/** Output name to its meaning, as `action.yml` and the README's table have it. */
const OUTPUTS = {
    ...identityOutputs(({ noun }, part) => `${MEANINGS[part]} of the ${noun}`),
    ...RUN_OUTPUTS,
};
/** Returns the outputs of one role, or the common outputs of many, and `results`. */
function runOutputs(outcomes) {
    const results = resultsOf(outcomes);
    const [first] = outcomes;
    if (first !== undefined && outcomes.length === 1)
        return { ...outputsOf(first), results };
    return {
        changed: String(outcomes.some(({ changed }) => changed)),
        status: (0,_status_js__WEBPACK_IMPORTED_MODULE_4__/* .worstOf */ .hm)(outcomes)?.status ?? 'unchanged',
        ...planOutputs(outcomes.flatMap(({ plan }) => plan ?? [])),
        ...digestOutput((0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .planDigestOfAll */ .o2)(outcomes.map(({ digest }) => digest))),
        results,
    };
}
/** Returns the known outputs of one role. Names, ARNs and ids describe what exists in IAM. */
function outputsOf({ changed, status, plan, readyFor, digest, finalState }) {
    return {
        ...identityOutputs(({ kind }, part) => {
            const resource = finalState?.[kind];
            return part === 'name' ? resource?.name : resource?.identity?.[part];
        }),
        changed: String(changed),
        status,
        ...planOutputs(plan === undefined ? [] : [plan]),
        ...(finalState === undefined ? {} : { state: JSON.stringify(stateOutput(finalState)) }),
        ...(readyFor === undefined ? {} : { 'ready-for': readyFor }),
        ...digestOutput(digest),
    };
}
/** GitHub allows 1 MB for all outputs of a job. */
const MAX_RESULTS = 256 * 1024;
/** Returns the outputs by role name; without the states if those of many roles are too large. */
function resultsOf(outcomes) {
    const outputs = outcomes.map((outcome) => [outcome.declaration.roleName, outputsOf(outcome)]);
    const all = JSON.stringify(Object.fromEntries(outputs));
    if (all.length <= MAX_RESULTS)
        return all;
    const withoutStates = outputs.map(([roleName, { state: _, ...output }]) => [roleName, output]);
    return JSON.stringify(Object.fromEntries(withoutStates));
}
function planOutputs(plans) {
    const changes = plans.flatMap((plan) => plan.changes);
    return {
        changes: JSON.stringify(changes, ['resource', 'action', 'api', 'summary', 'broadens']),
        ...(plans.length === 0 ? {} : { broadens: String(changes.some(({ broadens }) => broadens)) }),
    };
}
function digestOutput(digest) {
    return digest === undefined ? {} : { 'plan-digest': `sha256:${digest}` };
}
/** Returns `KIND-arn`, `KIND-name` and `KIND-id` of every kind, as far as it has such outputs and they have values. */
function identityOutputs(valueOf) {
    const outputs = _resources_index_js__WEBPACK_IMPORTED_MODULE_2__/* .RESOURCES */ .eZ.flatMap((kind) => kind.outputs.map((part) => [`${(0,_resources_resource_js__WEBPACK_IMPORTED_MODULE_3__/* .labelOf */ .Wy)(kind.kind)}-${part}`, valueOf(kind, part)]));
    return Object.fromEntries(outputs.filter(([, value]) => value !== undefined));
}
/** Returns the state as plain JSON; an absent resource is null. */
function stateOutput(state) {
    const { role, instanceProfile } = state;
    const contains = role !== undefined && instanceProfile?.role?.name === role.name;
    // Only `read` and `destroy` list the profiles of a role; the other modes know its own.
    const known = contains
        ? { ...state, role: (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .withProperties */ .W4)(role, { [`instanceProfiles/${instanceProfile.name}`]: true }) }
        : state;
    const resources = Object.entries(known).map(([kind, resource]) => [
        kind,
        resource === undefined ? null : resourceOutput(resource),
    ]);
    /** Converts the values that JSON lacks, and the placeholder of the step's own role. A document that was not read is null. */
    const plain = (_, value) => {
        const arn = role?.identity?.arn;
        if (value instanceof Set)
            return [...value]
                .map((item) => (arn === undefined ? item : (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_0__/* .replaceRoleArns */ .Tw)(item, arn)))
                .sort();
        if (!(value instanceof Map))
            return value;
        const entries = [...value].sort(([a], [b]) => (a < b ? -1 : 1));
        return Object.fromEntries(entries.map(([key, item]) => [key, item ?? null]));
    };
    return JSON.parse(JSON.stringify(Object.fromEntries(resources), plain));
}
function resourceOutput(resource) {
    const { name, identity, duplicates = [] } = resource;
    const { arn, id, created, facts } = identity ?? {};
    return {
        ...{ name, arn, id, created },
        ...facts,
        ...Object.fromEntries((0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .fieldsOf */ .Pf)(resource).map(([field, value]) => [field, value ?? null])),
        ...(duplicates.length > 0 && { duplicates: duplicates.map(resourceOutput) }),
    };
}


/***/ }),

/***/ 7937:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   GF: () => (/* binding */ byStatus),
/* harmony export */   HN: () => (/* binding */ planLines),
/* harmony export */   Nz: () => (/* binding */ nextStepBlock),
/* harmony export */   OM: () => (/* binding */ headingResult),
/* harmony export */   Pl: () => (/* binding */ headline),
/* harmony export */   ZG: () => (/* binding */ iconOf),
/* harmony export */   fw: () => (/* binding */ fate),
/* harmony export */   hm: () => (/* binding */ worstOf),
/* harmony export */   sk: () => (/* binding */ nextStep),
/* harmony export */   tn: () => (/* binding */ lastUseLines)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8127);
/* harmony import */ var _reconcile_run_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8966);
/* harmony import */ var _resources_resource_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(1408);
/* harmony import */ var _resources_role_state_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(4364);
/* harmony import */ var _runtime_time_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(2006);
/* harmony import */ var _differences_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(7787);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(4902);
/* harmony import */ var _words_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(4702);
/** A plan and the status of a run in words: in the log, in headings, and at the end of a report with the next step. */








/**
 * Each status with its icon and, for a comment, the fate of its plan. The status of many roles is the first that any role
 * has; the summary lists roles in the same order.
 */
const STATUSES = {
    failed: ['\u274c', 'Failed in'],
    'rolled-back': ['\u274c', 'Not applied, rolled back by'],
    drifted: ['\u26a0\ufe0f', 'Found by'],
    planned: ['\ud83d\udcdd', 'Not applied yet. Planned by'],
    destroyed: ['\u2705', 'Applied by'],
    created: ['\u2705', 'Applied by'],
    updated: ['\u2705', 'Applied by'],
    absent: ['\u2705', 'Nothing to do for'],
    unchanged: ['\u2705', 'Nothing to do for'],
    read: ['\ud83d\udd0e', 'Read by'],
};
function iconOf({ status }) {
    return STATUSES[status][0];
}
/** Compares two outcomes by their status: the worse one is first. */
function byStatus(a, b) {
    const order = Object.keys(STATUSES);
    return order.indexOf(a.status) - order.indexOf(b.status);
}
/** Returns the first of the outcomes with the worst status; undefined if there are none. */
function worstOf(outcomes) {
    return outcomes.toSorted(byStatus)[0];
}
/** Returns the words before the link to the run at the end of a comment. The run that applies a plan rewrites them. */
function fate(outcomes) {
    if (outcomes.some(({ failure }) => failure?.error instanceof _reconcile_run_js__WEBPACK_IMPORTED_MODULE_1__/* .PlanChanged */ .Cj))
        return '\u274c Not applied, because the plan has changed:';
    return STATUSES[worstOf(outcomes)?.status ?? 'failed'].join(' ');
}
/** Returns the run in one line. */
function headline(outcome) {
    return `role/${outcome.declaration.roleName}: ${result(outcome)}`;
}
/** Returns the status, and the number of changes if all of them were made or planned: `planned (3 changes)`. */
function result(outcome) {
    const { status, plan, failure } = outcome;
    if (status === 'drifted')
        return `drifted (${(0,_differences_js__WEBPACK_IMPORTED_MODULE_5__/* .driftCount */ .vk)(outcome)})`;
    if (status === 'failed' || status === 'rolled-back') {
        if (failure?.aftermath !== undefined)
            return FAILED[failure.aftermath.kind];
        return `${failure?.error instanceof _runtime_time_js__WEBPACK_IMPORTED_MODULE_4__/* .Cancelled */ .cJ ? 'cancelled' : 'failed'}, nothing was changed`;
    }
    return (plan?.changes ?? []).length === 0 ? status : `${status} (${changeCount(outcome)})`;
}
function changeCount({ plan, start }) {
    const changes = plan?.changes ?? [];
    const broadening = changes.filter((change) => change.broadens).length;
    // Every change of a new role gives access.
    const wider = broadening === 0 || start?.role === undefined
        ? ''
        : `, ${broadening} broaden${broadening === 1 ? 's' : ''} access`;
    return `${(0,_resources_resource_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9)(changes.length, 'change')}${wider}`;
}
/** Returns the result for the heading, as Markdown. */
function headingResult(outcome) {
    const { status, declaration } = outcome;
    if (status === 'drifted')
        return `drifted, ${(0,_differences_js__WEBPACK_IMPORTED_MODULE_5__/* .driftCount */ .vk)(outcome)}`;
    if (status !== 'planned')
        return result(outcome);
    const destroys = declaration.role === undefined;
    return `${destroys ? '`mode: destroy` would make' : 'planned'} ${changeCount(outcome)}`;
}
const FAILED = {
    cancelled: 'cancelled part-way',
    destroying: 'failed, partly deleted',
    kept: 'failed, not rolled back',
    applied: 'applied, but EC2 does not accept the profile',
    'rolled-back': 'failed, rolled back',
    'foreign-write': 'failed, not rolled back',
    incomplete: 'failed, rollback incomplete',
};
/** Returns the last block of a report. @param next the step as Markdown; empty if nothing is left to do */
function nextStepBlock(next) {
    return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_6__/* .blockOf */ .VN)('the next step', next === '' ? '' : `**Next:** ${next}`, true);
}
/** Returns the next step by the worst status; empty if nothing is left to do. */
function nextStep(outcomes, digest) {
    const worst = worstOf(outcomes);
    switch (worst?.status) {
        case 'failed':
        case 'rolled-back':
            return afterFailure(worst);
        case 'drifted':
            return (0,_differences_js__WEBPACK_IMPORTED_MODULE_5__/* .afterDrift */ .k9)(_words_js__WEBPACK_IMPORTED_MODULE_7__/* .MARKDOWN */ .yQ);
        case 'planned':
            return afterPlan(worst, digest);
        case 'destroyed':
            return 'stop what still used it: instances, tasks and functions lose these credentials, and IAM does not know them.';
        case 'created': {
            const profile = worst.finalState?.instanceProfile?.identity?.arn;
            return profile === undefined || outcomes.length > 1
                ? ''
                : `start instances with ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_6__/* .code */ .aY)(profile)}, the output ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_6__/* .code */ .aY)('instance-profile-arn')}.`;
        }
        default:
            return '';
    }
}
function afterPlan({ declaration }, digest) {
    const expected = digest === undefined
        ? ''
        : ` and ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_6__/* .code */ .aY)(`expected-plan-digest: ${digest}`)}, which sends this plan and no other`;
    return declaration.role === undefined
        ? `to delete it, run ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_6__/* .code */ .aY)('mode: destroy')} without ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_6__/* .code */ .aY)('dry-run')}${expected}.`
        : `to apply it, run ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_6__/* .code */ .aY)('mode: apply')}${expected}.`;
}
function afterFailure({ failure, reviewed }) {
    const { error, aftermath } = failure ?? {};
    if (error instanceof _reconcile_run_js__WEBPACK_IMPORTED_MODULE_1__/* .PlanChanged */ .Cj)
        return 'review the current plan, and pass on its digest.';
    if (error instanceof _runtime_time_js__WEBPACK_IMPORTED_MODULE_4__/* .Cancelled */ .cJ || aftermath?.kind === 'destroying')
        return reviewed === true
            ? 'plan the rest anew, review it, and pass on its digest.'
            : 'run the step again: it finishes the rest.';
    if (aftermath?.kind === 'incomplete' && aftermath.remaining.length > 0)
        return `make the changes above by hand, then run ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_6__/* .code */ .aY)('mode: plan')}.`;
    return error instanceof _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .RA && error.isDenial
        ? 'allow the caller what IAM denied, then run the step again.'
        : 'correct the cause, then run the step again.';
}
/** Returns the plan, each change on one line: `+` adds, `~` changes, `-` removes. */
function planLines(plan, actual) {
    const lines = plan.changes.map((change) => `${sign(change)} ${change.resource}: ${change.summary}${change.broadens ? '  [broadens access]' : ''}`);
    return [...lines, ...lastUseLines(plan, actual)];
}
/** Returns the last use of each role that the plan deletes or removes from a profile. The run has only read the step's own role. */
function lastUseLines({ changes }, { role }) {
    const names = changes.flatMap(({ api, input }) => api === 'DeleteRole' || api === 'RemoveRoleFromInstanceProfile' ? [input.RoleName ?? ''] : []);
    return [...new Set(names)].map((name) => {
        const text = name === role?.name
            ? (0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_3__/* .lastUseText */ .ZZ)(role.identity?.facts?.lastUsed)
            : 'its last use was not read; mode: read with its name shows it';
        return `role/${name}: ${text}`;
    });
}
function sign({ creates, deletes, adds, sets = {} }) {
    if (creates !== undefined || adds === true)
        return '+';
    const removes = deletes !== undefined || Object.values(sets).every((value) => value === undefined);
    return removes ? '-' : '~';
}


/***/ }),

/***/ 4611:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Dt: () => (/* binding */ reportBlocks),
/* harmony export */   I2: () => (/* binding */ commentBody),
/* harmony export */   XP: () => (/* binding */ accountOf),
/* harmony export */   _5: () => (/* binding */ isUnchanged),
/* harmony export */   ap: () => (/* binding */ placeLine),
/* harmony export */   kY: () => (/* binding */ failureText),
/* harmony export */   pT: () => (/* binding */ errorBlocks)
/* harmony export */ });
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3385);
/* harmony import */ var _github_context_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(9009);
/* harmony import */ var _inputs_read_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8718);
/* harmony import */ var _runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(5693);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(4902);
/* harmony import */ var _outputs_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(4121);
/* harmony import */ var _status_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(7937);
/**
 * The report for reviewers: the job summary, and the same as a comment. One screen first: the result, the place, new access,
 * the changes, the next step. Everything for machines is folded. Code that only a run with changes needs is loaded on demand.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */







/** A comment has room for the message and for more. */
const MAX_MESSAGE = 20_000;
/** @param attempts the calls to list below the changes; none in a comment */
async function reportBlocks(reports, attempts, context) {
    const { env } = context;
    const inOrder = reports.toSorted((a, b) => (0,_status_js__WEBPACK_IMPORTED_MODULE_5__/* .byStatus */ .GF)(a.outcome, b.outcome));
    const outcomes = inOrder.map(({ outcome }) => outcome);
    const [first] = inOrder;
    if (first === undefined)
        return [];
    const only = reports.length === 1;
    if (only && isUnchanged(first))
        return [...headingBlock(first, (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(arnOf(first.outcome))), ...(await further(first, env))];
    const { mode, declaration } = first.outcome;
    const isDryRun = mode === 'plan' && declaration.role === undefined;
    const place = placeLine(outcomes, isDryRun ? 'destroy (dry run)' : mode, context);
    const outputs = (0,_outputs_js__WEBPACK_IMPORTED_MODULE_4__/* .runOutputs */ .MR)(reports.map(({ outcome }) => outcome));
    const { machineBlocks } = await __nccwpck_require__.e(/* import() */ 954).then(__nccwpck_require__.bind(__nccwpck_require__, 8954));
    return [
        ...(only
            ? [...headingBlock(first, place), ...(await roleBlocks(first, true)), ...(await further(first, env))]
            : [overview(inOrder, place), ...(await foldedRoles(inOrder, env))]),
        ...(0,_status_js__WEBPACK_IMPORTED_MODULE_5__/* .nextStepBlock */ .Nz)((0,_status_js__WEBPACK_IMPORTED_MODULE_5__/* .nextStep */ .sk)(outcomes, outputs['plan-digest'])),
        ...machineBlocks(outputs, outcomes, inOrder.every(isUnchanged) ? [] : attempts),
    ];
}
/** Reports an error outside the roles, if there is one. @param heading Markdown */
function errorBlocks(heading, message) {
    if (message === undefined)
        return [];
    return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .blockOf */ .VN)('the error', `### \u274c ${heading}\n\n${errorText(message)}`, true);
}
function isUnchanged({ outcome, text }) {
    return (outcome.plan?.changes.length ?? 0) === 0 && text === undefined;
}
/** Returns the ARN of the profile, or of the role if there is none; empty if neither exists. */
function arnOf(outcome) {
    const { 'instance-profile-arn': profile, 'role-arn': role } = (0,_outputs_js__WEBPACK_IMPORTED_MODULE_4__/* .outputsOf */ .Yz)(outcome);
    return profile ?? role ?? '';
}
function roleName({ declaration }) {
    return `role/${declaration.roleName}`;
}
function headingBlock(report, line) {
    const { outcome } = report;
    const title = `### ${(0,_status_js__WEBPACK_IMPORTED_MODULE_5__/* .iconOf */ .ZG)(outcome)} ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(roleName(outcome))}: ${(0,_status_js__WEBPACK_IMPORTED_MODULE_5__/* .headingResult */ .OM)(outcome)}`;
    return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .blockOf */ .VN)('the heading', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .paragraphsOf */ .Dq)(title, line, failureText(report)), true);
}
/** Returns the line below the heading. Facts that the run does not know are left out. */
function placeLine(outcomes, mode, context) {
    const { env, subject = '', account } = context;
    const link = runLink(env);
    const commit = /^[0-9a-f]{7,}$/.exec(env['GITHUB_SHA'] ?? '')?.[0].slice(0, 7);
    const owners = new Set(outcomes.map(({ declaration }) => declaration.owner));
    const isManifest = subject !== '' && !subject.startsWith('role/');
    return [
        ...(account === undefined ? [] : [`account ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(account)}`]),
        (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(`mode: ${mode}`),
        ...(isManifest ? [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(subject)] : []),
        ...(link === undefined ? [] : [`${link}${commit === undefined ? '' : ` at ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(commit)}`}`]),
        ...(owners.size === 1 ? [`owner ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)([...owners][0] ?? '')}`] : []),
    ].join(' \u00b7 ');
}
/** Returns the id of the account if STS was not asked: from the resources that the run saw, or from the caller that IAM refused. */
function accountOf(outcomes) {
    const resources = outcomes
        .flatMap(({ finalState, start }) => [finalState, start])
        .flatMap((state) => Object.values(state ?? {}));
    const callers = outcomes.map(({ failure }) => /User: (arn:\S+)/.exec(failure?.error.message ?? '')?.[1]);
    return [...resources.map((resource) => resource?.identity?.arn), ...callers]
        .map((arn = '') => (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_0__/* .accountOfArn */ .KC)(arn))
        .find((account) => account !== undefined);
}
/** Returns a link to the run, `deploy #77`; undefined outside a workflow. */
function runLink(env) {
    const url = runUrl(env);
    if (url === undefined)
        return undefined;
    const number = env['GITHUB_RUN_NUMBER'];
    // A workflow without a name has its path here, whose last part is enough.
    const workflow = (env['GITHUB_WORKFLOW'] ?? 'run').replace(/^.*\//, '');
    return `[${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .escapeMarkdown */ .FV)(workflow)}${number === undefined ? '' : ` \\#${number.replace(/\D/g, '')}`}](${url})`;
}
function runUrl(env) {
    const { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
    if (repository === undefined || run === undefined)
        return undefined;
    return `${(0,_github_context_js__WEBPACK_IMPORTED_MODULE_1__/* .repositoryUrl */ .Ek)(env)}/actions/runs/${run}`;
}
/** Returns the error as a quote, its remedy, and the state that it leaves; empty for a role that did not fail. */
function failureText({ outcome: { failure }, text }) {
    if (failure === undefined || text === undefined)
        return '';
    const error = errorText(text.error);
    // Changes that were rolled back are history; any other change is the state of IAM.
    if (failure.aftermath?.kind === 'rolled-back')
        return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .paragraphsOf */ .Dq)(error, '**Everything that this run changed was rolled back.**');
    return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .paragraphsOf */ .Dq)(error, `**${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .escapeMarkdown */ .FV)(text.fate ?? 'Nothing was changed.')}**`, (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .paragraphs */ .qN)((0,_runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_6__/* .truncate */ .xv)(text.changes.join('\n'), MAX_MESSAGE)));
}
function errorText(message) {
    const [first = '', ...rest] = (0,_runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_6__/* .truncate */ .xv)(message, MAX_MESSAGE).split('\n');
    return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .paragraphsOf */ .Dq)(`> ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .escapeMarkdown */ .FV)(first)}`, (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .paragraphs */ .qN)(rest.join('\n')));
}
/** Returns the blocks of a role below its heading. */
async function roleBlocks({ outcome, text }, only) {
    const { plan, start, target, failure, status } = outcome;
    if (plan === undefined || plan.changes.length === 0 || start === undefined || target === undefined)
        return [];
    const { changeBlocks } = await Promise.all(/* import() */[__nccwpck_require__.e(291), __nccwpck_require__.e(358)]).then(__nccwpck_require__.bind(__nccwpck_require__, 3358));
    const blocks = changeBlocks({ ...outcome, plan, start, target }, only);
    if (failure === undefined || text === undefined)
        return blocks;
    const name = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(roleName(outcome));
    const undone = status === 'rolled-back' ? [text.fate ?? '', ...text.changes].join('\n') : '';
    const inner = [...(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .blockOf */ .VN)(`the rollback of ${name}`, (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .paragraphs */ .qN)(undone)), ...blocks];
    return [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .fold */ .AU)('The plan', `the plan of ${name}`, inner)];
}
/** Returns the notices of a role, and the step that would declare a role that was only read. */
async function further({ outcome }, env) {
    const { mode, notices, finalState } = outcome;
    const name = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(roleName(outcome));
    const blocks = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .blockOf */ .VN)(`notices on ${name}`, notices.map((each) => `- ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .escapeMarkdown */ .FV)(each)}`).join('\n'));
    const role = finalState?.role;
    if (mode !== 'read' || role === undefined || (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_0__/* .isReservedPath */ .QO)(role.path))
        return blocks;
    const { importBlocks } = await Promise.all(/* import() */[__nccwpck_require__.e(903), __nccwpck_require__.e(929)]).then(__nccwpck_require__.bind(__nccwpck_require__, 6929));
    return [
        ...(await importBlocks({ ...finalState, role }, name, actionReference(env), (0,_inputs_read_js__WEBPACK_IMPORTED_MODULE_2__/* .masksAccountId */ .oL)(env))),
        ...blocks,
    ];
}
/** Returns the Action as a step names it: by the runner's own variables, or a placeholder for a local Action. */
function actionReference(env) {
    const { GITHUB_ACTION_REPOSITORY: repository = '', GITHUB_ACTION_REF: ref = '' } = env;
    const isKnown = /^[\w.-]+\/[\w.-]+$/.test(repository) && /^[\w./-]+$/.test(ref);
    return isKnown ? `${repository}@${ref}` : 'OWNER/aws-iam-instance-profile@v1';
}
/** Returns the index of many roles. */
function overview(reports, place) {
    const outcomes = reports.map(({ outcome }) => outcome);
    const [worst] = outcomes;
    const groups = [...Map.groupBy(outcomes, ({ status }) => status)];
    const counts = groups.map(([status, group]) => `${group.length} ${status}`);
    // Roles that are only planned have no ARN yet.
    const hasArns = outcomes.some((outcome) => arnOf(outcome) !== '');
    const rows = reports
        .filter((report) => !isUnchanged(report))
        .map(({ outcome }) => [
        `${(0,_status_js__WEBPACK_IMPORTED_MODULE_5__/* .iconOf */ .ZG)(outcome)} ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(roleName(outcome))}`,
        (0,_status_js__WEBPACK_IMPORTED_MODULE_5__/* .headingResult */ .OM)(outcome),
        ...(hasArns ? [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(arnOf(outcome))] : []),
    ]);
    const unchanged = reports.filter(isUnchanged).map(({ outcome }) => (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(roleName(outcome)));
    const markdown = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .paragraphsOf */ .Dq)(`### ${worst === undefined ? '' : (0,_status_js__WEBPACK_IMPORTED_MODULE_5__/* .iconOf */ .ZG)(worst)} ${reports.length} roles: ${counts.join(', ')}`, place, (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .table */ .tp)(['role', 'result', ...(hasArns ? ['ARN'] : [])], rows), unchanged.length === 0 ? '' : `\u2705 unchanged: ${unchanged.join(', ')}`);
    return { name: 'the index', markdown, essential: true };
}
/** Returns each role with changes as a fold; the message of a failed one is open. Equal documents are shown once. */
async function foldedRoles(reports, env) {
    const shown = new Map();
    const blocks = [];
    for (const report of reports) {
        const { outcome } = report;
        const name = roleName(outcome);
        const failure = failureText(report);
        const changes = isUnchanged(report) ? [] : await roleBlocks(report, false);
        const inner = [
            ...(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .blockOf */ .VN)(`the failure of ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(name)}`, failure, true),
            ...(await further(report, env)),
            ...changes.map((block) => once(block, name, shown)),
        ];
        if (inner.length === 0)
            continue;
        const title = `${(0,_status_js__WEBPACK_IMPORTED_MODULE_5__/* .iconOf */ .ZG)(outcome)} ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .htmlCode */ .h8)(name)}: ${(0,_status_js__WEBPACK_IMPORTED_MODULE_5__/* .headingResult */ .OM)(outcome).replaceAll('`', '')}`;
        blocks.push((0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .fold */ .AU)(title, `the report of ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(name)}`, inner, { open: failure !== '', essential: true }));
    }
    return blocks;
}
/** Replaces a document that an earlier role has too. */
function once(block, role, shown) {
    if (block.title === undefined)
        return block;
    const text = JSON.stringify([block.markdown, block.inner?.map(({ markdown }) => markdown)]);
    const earlier = shown.get(text);
    shown.set(text, earlier ?? role);
    if (earlier === undefined)
        return block;
    return { name: block.name, markdown: `${block.title}: the same as of ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(earlier)}` };
}
/** Renders the report as a comment of at most `maxLength` characters. Its last line has the fate of the plan. */
function commentBody(blocks, maxLength, env, outcomes) {
    const url = runUrl(env);
    const footer = `<sub>${(0,_status_js__WEBPACK_IMPORTED_MODULE_5__/* .fate */ .fw)(outcomes)} ${runLink(env) ?? 'this run'}</sub>\n`;
    return `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .fitToLimit */ .Qt)(blocks, {
        max: maxLength - footer.length,
        measure: (text) => text.length,
        elsewhere: url === undefined ? 'The log has all of it.' : `[The run's summary](${url}) has all of it.`,
    })}${footer}`;
}


/***/ }),

/***/ 4702:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   EU: () => (/* binding */ shortName),
/* harmony export */   IK: () => (/* binding */ principals),
/* harmony export */   Ix: () => (/* binding */ facts),
/* harmony export */   NV: () => (/* binding */ isPlainTrust),
/* harmony export */   Ru: () => (/* binding */ valueText),
/* harmony export */   cI: () => (/* binding */ principalText),
/* harmony export */   dO: () => (/* binding */ grantsText),
/* harmony export */   ir: () => (/* binding */ reference),
/* harmony export */   tZ: () => (/* binding */ PLAIN),
/* harmony export */   yQ: () => (/* binding */ MARKDOWN)
/* harmony export */ });
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3385);
/* harmony import */ var _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(8538);
/* harmony import */ var _aws_broadening_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(6997);
/* harmony import */ var _resources_properties_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7665);
/* harmony import */ var _resources_resource_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(1408);
/* harmony import */ var _runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(5693);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(4902);
/** Values in words, as plain text for the log and as Markdown for the summary: the same sentences for both. */







const PLAIN = {
    code: (value) => value,
    text: (value) => value,
    policy: (arn) => ((0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_0__/* .isAwsManaged */ .PW)(arn) ? (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_0__/* .nameInArn */ .s1)(arn) : arn),
};
const MARKDOWN = {
    code: _markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY,
    text: _markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .escapeMarkdown */ .FV,
    policy: (arn) => {
        const name = (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_0__/* .nameInArn */ .s1)(arn);
        if (!(0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_0__/* .isAwsManaged */ .PW)(arn) || !/^[\w.-]+$/.test(name))
            return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(arn);
        return `[${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(name)}](https://docs.aws.amazon.com/aws-managed-policy/latest/reference/${name}.html)`;
    },
};
/** Returns the name of a policy for its ARN, any other text unchanged. */
function shortName(text) {
    return text.startsWith('arn:') ? (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_0__/* .nameInArn */ .s1)(text) : text;
}
const MAX_PRINCIPALS = 8;
/** Renders a property's value. */
function valueText(value, entry, spec, format) {
    if (value === undefined)
        return '';
    if ((0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .isDocument */ .wz)(value)) {
        const all = [...principals(value)];
        // Only a trust policy has principals.
        if (all.length === 0)
            return (0,_resources_resource_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9)((0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_4__/* .parseStatements */ .YK)(value).length, 'statement');
        return limited(all.map(principalText(format)), MAX_PRINCIPALS);
    }
    if ((0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .isEntries */ .hd)(value))
        return [...value.keys()]
            .sort()
            .map((arn) => reference(arn, format))
            .join(', ');
    if (value === true && entry !== '')
        return reference(entry, format);
    if (typeof value === 'object' && value !== null && 'name' in value)
        return format.code(`role/${String(value.name)}`);
    if (entry !== '')
        return format.code((0,_runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_5__/* .truncate */ .xv)(`${entry}=${(0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .scalarText */ .ws)(value)}`));
    if (value === '')
        return `no ${spec.label}`;
    if (typeof value === 'string')
        return value.startsWith('arn:')
            ? reference(value, format)
            : value.startsWith('/')
                ? format.code(value)
                : format.text((0,_runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_5__/* .truncate */ .xv)(JSON.stringify(value)));
    return `${(0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .scalarText */ .ws)(value)}${spec.unit === undefined ? '' : ` ${spec.unit}`}`;
}
/** Renders an ARN, or the name of a resource that has none yet. */
function reference(arn, format) {
    const parsed = (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_0__/* .parsePlaceholder */ .$z)(arn);
    if (parsed !== undefined)
        return format.code(`${parsed.label}/${parsed.name}`);
    return arn.includes(':policy/') ? format.policy(arn) : format.code(arn);
}
function principalText(format) {
    return ([name, conditional]) => `${format.code((0,_runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_5__/* .truncate */ .xv)(name))}${conditional ? ' on conditions' : ''}`;
}
/** Returns the principals that may assume a role by its trust policy, and whether each may only on conditions. */
function principals(trust = {}) {
    const conditionalByName = new Map();
    for (const { effect: kind, fields, conditions } of (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_4__/* .parseStatements */ .YK)(trust)) {
        if (kind === 'Deny')
            continue;
        const not = (fields.get('NotPrincipal') ?? []).map((name) => `anyone but ${principalName(name)}`);
        for (const name of [...(fields.get('Principal') ?? []).map(principalName), ...not]) {
            conditionalByName.set(name, (conditionalByName.get(name) ?? true) && conditions.size > 0);
        }
    }
    return conditionalByName;
}
function principalName(name) {
    return name === '*' ? 'anyone' : name.replace(/^(?:Service|AWS|Federated|CanonicalUser):/, '');
}
/** Reports whether the names of its principals say everything about a trust policy: services, without conditions. */
function isPlainTrust(document) {
    return (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_4__/* .parseStatements */ .YK)(document).every(({ effect, fields, conditions }) => {
        const names = fields.get('Principal') ?? [];
        return (effect === 'Allow' &&
            conditions.size === 0 &&
            names.length > 0 &&
            names.every((name) => name.startsWith('Service:')) &&
            (fields.get('Action') ?? []).every((action) => action.toLowerCase() === 'sts:assumerole'));
    });
}
const MAX_GRANTS = 4;
const MAX_ACTIONS = 6;
const MAX_VALUES = 3;
/** Describes the permissions of `after` that `before` lacks: "`s3:GetObject` on `*`", one text for each set of resources. */
function grantsText(before, after, format) {
    const isKnown = (0,_aws_broadening_js__WEBPACK_IMPORTED_MODULE_6__/* .coveredBy */ .UJ)((0,_aws_broadening_js__WEBPACK_IMPORTED_MODULE_6__/* .singlesByEffect */ .uJ)(before).allows);
    const added = (0,_aws_broadening_js__WEBPACK_IMPORTED_MODULE_6__/* .singlesByEffect */ .uJ)(after).allows.filter((single) => !isKnown(single));
    const byResource = Map.groupBy(added, (statement) => {
        const on = fieldText(statement, 'Resource', format);
        return `${on === '' ? '' : ` on ${on}`}${statement.conditions.size > 0 ? ' on conditions' : ''}`;
    });
    const texts = [...byResource].map(([object, singles]) => {
        const actions = singles.map((statement) => fieldText(statement, 'Action', format));
        return `${limited([...new Set(actions)], MAX_ACTIONS)}${object}`;
    });
    return limited(texts, MAX_GRANTS, '; ');
}
function fieldText({ fields }, field, format) {
    const excluded = fields.get(`Not${field}`);
    const values = (excluded ?? fields.get(field) ?? []).map((value) => format.code((0,_runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_5__/* .truncate */ .xv)(value)));
    return `${excluded === undefined ? '' : 'everything but '}${limited(values, MAX_VALUES)}`;
}
/** Joins texts, and counts those beyond the limit. */
function limited(texts, most, separator = ', ') {
    const rest = texts.length - most;
    return (rest <= 1 ? texts : [...texts.slice(0, most), `${rest} more`]).join(separator);
}
/** Lists the values of a resource that differ from IAM's defaults, without its tags, as Markdown. */
function facts(resource, { properties }) {
    return Object.entries(properties).flatMap(([property, spec]) => {
        const value = (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .valueOf */ .RP)(resource, property);
        const isEmpty = (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_1__/* .isEntries */ .hd)(value) ? value.size === 0 : value === undefined || value === spec.default;
        if (spec.phrase === undefined || isEmpty)
            return [];
        return [`${spec.phrase} ${valueText(value, '', spec, MARKDOWN)}`];
    });
}


/***/ }),

/***/ 9023:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  eZ: () => (/* binding */ RESOURCES),
  P_: () => (/* binding */ Refusal),
  Iq: () => (/* binding */ desiredState),
  CV: () => (/* binding */ keptNotices),
  lB: () => (/* binding */ observe),
  et: () => (/* binding */ plan),
  Ke: () => (/* binding */ refusals),
  L4: () => (/* binding */ stateOf)
});

// EXTERNAL MODULE: ./build/resources/instance-profile.js
var instance_profile = __nccwpck_require__(1243);
// EXTERNAL MODULE: ./build/resources/resource.js
var resource = __nccwpck_require__(1408);
// EXTERNAL MODULE: ./build/resources/role.js + 1 modules
var role = __nccwpck_require__(797);
// EXTERNAL MODULE: ./build/aws/broadening.js
var broadening = __nccwpck_require__(6997);
// EXTERNAL MODULE: ./build/aws/arn.js
var aws_arn = __nccwpck_require__(3385);
// EXTERNAL MODULE: ./build/aws/calls.js + 30 modules
var calls = __nccwpck_require__(7414);
// EXTERNAL MODULE: ./build/aws/policy-document.js
var policy_document = __nccwpck_require__(8538);
// EXTERNAL MODULE: ./build/resources/properties.js
var properties = __nccwpck_require__(7665);
// EXTERNAL MODULE: ./build/resources/roles-anywhere-state.js
var roles_anywhere_state = __nccwpck_require__(4053);
// EXTERNAL MODULE: ./build/resources/tags.js
var resources_tags = __nccwpck_require__(4821);
;// CONCATENATED MODULE: ./build/resources/roles-anywhere-profile.js
/**
 * The profile of IAM Roles Anywhere that lets nodes outside AWS assume the role. Names are not unique there, so other
 * profiles with the same name are its duplicates.
 *
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_ProfileDetail.html
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_UpdateProfile.html
 */








const rolesAnywhereProfile = {
    kind: 'rolesAnywhereProfile',
    noun: 'Roles Anywhere profile',
    nameInput: roles_anywhere_state/* LABEL */.d_,
    caseSensitive: true,
    outputs: ['arn', 'id'],
    properties: {
        enabled: { label: 'enabled', phrase: 'enabled:', default: true },
        durationSeconds: { label: 'session duration', unit: 's', phrase: 'sessions of' },
        roleArns: { label: 'role', phrase: 'for' },
        managedPolicies: { label: 'managed session policy', phrase: 'limited by', edge: 'limited by' },
        sessionPolicy: { label: 'session policy', phrase: 'session policy:', edge: 'limited by' },
        requireInstanceProperties: { label: 'requires instance properties', default: false },
        acceptRoleSessionName: { label: 'accepts session names', default: false },
        tags: { label: 'tag', inert: true },
    },
    declaredName: ({ rolesAnywhereName }) => rolesAnywhereName,
    observe: roles_anywhere_state/* observe */.lB,
    desired(declaration, { rolesAnywhereProfile: actual }, resolved) {
        const { rolesAnywhereName: name, roleName, role } = declaration;
        // IAM deletes a role even if the profile of another owner lists it.
        if (role === undefined)
            return actual !== undefined && (!(0,resources_tags/* isOurs */.MU)(actual, declaration) || isOfOthers(actual))
                ? actual
                : undefined;
        if (name === undefined || role.rolesAnywhere === undefined)
            return undefined;
        const { policies, roleArns = [], acceptRoleSessionName = false, ...declared } = role.rolesAnywhere;
        return {
            ...declared,
            name,
            roleArns: new Set([
                ...(role.prune.has('policies') ? [] : (actual?.roleArns ?? [])),
                ...roleArns.filter((arn) => (0,aws_arn/* resourceOfArn */.$m)(arn) !== `role${role.path}${roleName}`),
                (0,aws_arn/* placeholder */.qf)('role', 'arn', roleName),
            ]),
            acceptRoleSessionName,
            managedPolicies: new Set(policies.map((reference) => resolved.get(reference) ?? reference)),
            tags: (0,resources_tags/* desiredTags */.C2)(declared.tags, declaration, role, actual?.tags),
            duplicates: [],
            identity: actual?.identity,
        };
    },
    plan: planProfile,
    policies: ({ role }) => (role?.rolesAnywhere?.policies ?? []).map((reference) => ({ input: roles_anywhere_state/* LABEL */.d_, reference })),
    passedRoles: ({ role }, start) => [
        ...(role?.rolesAnywhere?.roleArns ?? []),
        ...(start?.rolesAnywhereProfile === undefined ? [] : otherRoles(start.rolesAnywhereProfile)),
    ],
    neverSent: (declarations) => declarations.some(({ rolesAnywhereName }) => rolesAnywhereName !== undefined)
        ? []
        : (0,calls/* callsOf */.p9)('rolesanywhere'),
    refusals(declaration, profile, created, common) {
        const all = (0,properties/* withDuplicates */.pd)(profile);
        const allOwned = all.every((each) => (0,resources_tags/* hasOwner */.uD)(each, declaration));
        // Two runs may create it at the same moment; then the younger one is deleted.
        if (all.length > 1 && !(created && allOwned)) {
            const ids = all.map(({ identity }) => identity?.id ?? '').join(', ');
            return [
                `there are ${all.length} Roles Anywhere profiles called ${profile.name}: ${ids}; ` +
                    'delete all but one (aws rolesanywhere delete-profile --profile-id \u2026), or choose another name',
            ];
        }
        const declared = declaration.role?.rolesAnywhere;
        if (declared === undefined || declared.requireInstanceProperties === profile.requireInstanceProperties)
            return common;
        return [
            ...common,
            `${roles_anywhere_state/* LABEL */.d_}/${profile.name} has require-instance-properties: ${profile.requireInstanceProperties}, and Roles Anywhere cannot change it: declare it so, ` +
                `choose another name, or delete the profile (aws rolesanywhere delete-profile --profile-id ${profile.identity?.id ?? ''}) and apply again`,
        ];
    },
    notices: (declaration, { rolesAnywhereProfile: profile }) => {
        if (declaration.role !== undefined || profile === undefined)
            return [];
        const label = `${roles_anywhere_state/* LABEL */.d_}/${profile.name}`;
        if (!(0,resources_tags/* isOurs */.MU)(profile, declaration))
            return [`${label} has another owner: it remains, with all the roles that it lists`];
        const others = otherRoles(profile).map(aws_arn/* resourceOfArn */.$m).sort().join(', ');
        if (others === '')
            return [];
        return isOfOthers(profile)
            ? [`${label} lists ${others}, not role/${declaration.roleName}, and remains`]
            : [`${label} also lists ${others}: servers with this profile lose those roles, too`];
    },
};
/** Lists the ARNs in a profile that are not the step's own role. */
function otherRoles({ roleArns }) {
    return [...roleArns].filter((arn) => (0,aws_arn/* parsePlaceholder */.$z)(arn) === undefined);
}
/** Reports whether other roles use the profile, and the step's own does not. A destroy leaves it to them. */
function isOfOthers(profile) {
    const others = otherRoles(profile).length;
    return others > 0 && others === profile.roleArns.size;
}
/** Plans the profile: disabled first and enabled last, so that no session gets a mixture of both settings. */
function planProfile(target, actual) {
    const after = target.rolesAnywhereProfile;
    const all = (0,properties/* withDuplicates */.pd)(actual.rolesAnywhereProfile);
    if (after === undefined)
        return all.map((each) => remove(each, 'delete the Roles Anywhere profile'));
    const roleChanges = (0,properties/* differences */.tX)((0,properties/* propertiesOf */.P1)(target.role), (0,properties/* propertiesOf */.P1)(actual.role)).length > 0;
    const widening = roleChanges ? (0,resource/* beforeWidening */.p7)(target, actual) : [];
    const before = all.find((each) => idOf(each) === idOf(after)) ?? all[0];
    if (before === undefined)
        return [create(after, widening)];
    const kept = new Set([...(0,properties/* withDuplicates */.pd)(after), before].map(idOf));
    const second = 'delete the second profile of that name, created at the same time';
    return [
        ...all.filter((each) => !kept.has(idOf(each))).map((each) => remove(each, second)),
        ...tags(after, before),
        ...(before.enabled && !after.enabled ? [enable(before, false)] : []),
        ...update(after, before, widening),
        ...(after.enabled && !before.enabled ? [enable(before, true, widening)] : []),
    ];
}
function create(target, after) {
    const { name, enabled, requireInstanceProperties } = target;
    const input = {
        name,
        enabled,
        ...settings(target),
        requireInstanceProperties,
        tags: keyValues(target.tags),
    };
    const summary = `create the Roles Anywhere profile${enabled ? '' : ', disabled'}`;
    const creates = { ...target, duplicates: [], identity: undefined };
    return (0,resource/* change */.Zg)('CreateProfile', name, input, summary, { broadens: enabled, after, creates });
}
/**
 * Returns all settings: UpdateProfile would reset an omitted duration to 3600 s. A profile refuses session names unless
 * the request accepts them, so `false` is left out.
 */
function settings(profile) {
    const { sessionPolicy } = profile;
    return {
        durationSeconds: profile.durationSeconds,
        roleArns: [...profile.roleArns].sort(),
        managedPolicyArns: [...profile.managedPolicies].sort(),
        ...(sessionPolicy === undefined ? {} : { sessionPolicy: (0,policy_document/* encodeDocument */.Kl)(sessionPolicy) }),
        ...(profile.acceptRoleSessionName ? { acceptRoleSessionName: true } : {}),
    };
}
function update(target, actual, widening) {
    const { durationSeconds, roleArns, managedPolicies, sessionPolicy, acceptRoleSessionName } = target;
    const policies = !(0,policy_document/* sameDocument */._H)(sessionPolicy, actual.sessionPolicy);
    const parts = [
        durationSeconds !== actual.durationSeconds &&
            `sessions of ${actual.durationSeconds} s \u2192 ${durationSeconds} s`,
        ...difference('role', roleArns, actual.roleArns),
        ...difference('managed session policy', managedPolicies, actual.managedPolicies),
        policies && `${sessionPolicy === undefined ? 'remove' : 'set'} the session policy`,
        acceptRoleSessionName !== actual.acceptRoleSessionName &&
            `${acceptRoleSessionName ? 'accept' : 'refuse'} session names`,
    ].filter((part) => part !== false);
    if (parts.length === 0)
        return [];
    // The service may still have the policy that means none. With managed ones it is another one than without.
    const otherNone = (managedPolicies.size === 0) !== (actual.managedPolicies.size === 0);
    const input = {
        profileId: idOf(actual),
        ...settings(target),
        ...(actual.acceptRoleSessionName ? { acceptRoleSessionName } : {}),
        ...(sessionPolicy === undefined && (policies || otherNone)
            ? { sessionPolicy: (0,policy_document/* encodeDocument */.Kl)((0,roles_anywhere_state/* noSessionPolicy */._6)(managedPolicies)) }
            : {}),
    };
    const wider = target.enabled && admitsMore(target, actual);
    const sets = { durationSeconds, roleArns, managedPolicies, sessionPolicy, acceptRoleSessionName };
    const after = wider ? widening : ['CreateRole'];
    // One call cannot both precede the role's grants and follow its revocations.
    const isMixed = wider && actual.enabled && after.length > 1 && admitsMore(actual, target);
    const summary = `${parts.join('; ')}${isMixed ? ' (last: it limits and extends)' : ''}`;
    return [(0,resource/* change */.Zg)('UpdateProfile', target.name, input, summary, { broadens: wider, after, sets })];
}
/**
 * Reports whether sessions may do more than before: with another role, or with fewer limits. The first session policy
 * limits and removing the last one lifts every limit. Any other managed one may allow or deny, which we cannot read.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
 */
function admitsMore(target, actual) {
    const isLimited = ({ sessionPolicy, managedPolicies }) => sessionPolicy !== undefined || managedPolicies.size > 0;
    if ([...target.roleArns].some((arn) => !actual.roleArns.has(arn)))
        return true;
    // Conditions may test a session's name.
    if (target.acceptRoleSessionName && !actual.acceptRoleSessionName)
        return true;
    if (!isLimited(actual))
        return false;
    return (!isLimited(target) ||
        difference('', target.managedPolicies, actual.managedPolicies).length > 0 ||
        (0,broadening/* broadens */.zn)(actual.sessionPolicy, target.sessionPolicy));
}
function difference(noun, target, actual) {
    const named = (verb, from, except) => {
        const arns = [...from].filter((arn) => !except.has(arn)).sort();
        const names = arns.map((arn) => (0,aws_arn/* parsePlaceholder */.$z)(arn)?.name ?? (0,aws_arn/* nameInArn */.s1)(arn));
        return names.length === 0 ? [] : [`${verb} the ${noun} ${names.join(', ')}`];
    };
    return [...named('add', target, actual), ...named('drop', actual, target)];
}
function enable(profile, enabled, after = []) {
    const api = enabled ? 'EnableProfile' : 'DisableProfile';
    const summary = `${enabled ? 'enable' : 'disable'} the Roles Anywhere profile`;
    const effect = { broadens: enabled, after, sets: { enabled } };
    return (0,resource/* change */.Zg)(api, profile.name, { profileId: idOf(profile) }, summary, effect);
}
function remove(profile, summary) {
    const profileId = idOf(profile);
    return (0,resource/* change */.Zg)('DeleteProfile', profile.name, { profileId }, summary, { deletes: profileId });
}
function tags({ name, tags: target }, actual) {
    const resourceArn = reference(actual, 'arn');
    return (0,resources_tags/* tagChanges */.qM)(target, actual.tags, (tagKeys, ...rest) => (0,resource/* change */.Zg)('UntagResource', name, { resourceArn, tagKeys }, ...rest), (set, ...rest) => (0,resource/* change */.Zg)('TagResource', name, { resourceArn, tags: keyValues(set) }, ...rest));
}
function idOf(profile) {
    return reference(profile, 'id');
}
function reference({ identity, name }, part) {
    return identity?.[part] ?? (0,aws_arn/* placeholder */.qf)(roles_anywhere_state/* LABEL */.d_, part, name);
}
function keyValues(tags) {
    return (0,resources_tags/* tagsToIam */.c6)(tags).map(({ Key: key, Value: value }) => ({ key, value }));
}

;// CONCATENATED MODULE: ./build/resources/index.js
/** Every kind of resource, and the loops over them that lead from a declaration to a plan. All but the reads are pure. */






/** In the order in which plans and reports list them. A new kind adds its line here. */
const RESOURCES = [role/* role */.J, instance_profile/* instanceProfile */.zo, rolesAnywhereProfile];
/**
 * Reads everything that the declaration concerns, in one wave of parallel calls.
 *
 * @throws CallError if IAM refuses, InconsistentReadError if its answers contradict each other
 */
async function observe(iam, declaration) {
    const observed = await Promise.all(RESOURCES.map(async (each) => [each.kind, await each.observe(iam, declaration)]));
    const state = Object.fromEntries(observed);
    for (const each of RESOURCES)
        each.assertConsistent?.(declaration, state);
    return state;
}
/** Returns the state that the declaration asks for, given what exists. */
function desiredState(declaration, actual, resolved) {
    return stateOf((each) => each.desired(declaration, actual, resolved));
}
/** Builds a state from the resource of each kind. */
function stateOf(resourceOf) {
    return Object.fromEntries(RESOURCES.map((each) => [each.kind, resourceOf(each)]));
}
/**
 * Plans the calls that turn `actual` into `desired`; none if they are equal.
 *
 * @param desired the declared state; absence to destroy; the state at the start to roll back
 * @param actual the observed state, or the state that this run knows to exist
 */
function plan(desired, actual, limits = resource/* DEFAULT_LIMITS */.dR) {
    return { changes: RESOURCES.flatMap((each) => each.plan(desired, actual, limits)) };
}
/** Lists the properties that remain although they are not declared, one line each. */
function keptNotices(declaration, actual, resolved) {
    const role = declaration.role && { ...declaration.role, prune: new Set(resource/* PRUNABLE */.Qz) };
    return RESOURCES.flatMap((each) => {
        const kept = (0,properties/* propertiesOf */.P1)(each.desired(declaration, actual, resolved));
        const pruned = (0,properties/* propertiesOf */.P1)(each.desired({ ...declaration, role }, actual, resolved));
        const name = `${(0,resource/* labelOf */.Wy)(each.kind)}/${actual[each.kind]?.name ?? ''}`;
        const undeclared = [...kept.keys()].filter((property) => !pruned.has(property));
        const nouns = undeclared.map((property) => (0,properties/* nounOf */.a2)(each.properties, property));
        const lines = nouns.map((noun) => `${name}: ${noun} is not declared and remains`);
        return [...lines, ...(each.notices?.(declaration, actual) ?? [])];
    });
}
/** The reasons of a refusal, each with its remedies. */
class Refusal extends Error {
    name = 'Refusal';
    reasons;
    constructor(reasons) {
        super(reasons.join('\n'));
        this.reasons = reasons;
    }
}
/**
 * Explains why the declaration must not be applied: all reasons at once, none if it may.
 *
 * @param created the kinds of which this run created a resource
 */
function refusals(declaration, actual, created = new Set()) {
    const desired = desiredState(declaration, actual, new Map());
    return RESOURCES.flatMap((kind) => {
        const resource = actual[kind.kind];
        if (resource === undefined)
            return [];
        const target = desired[kind.kind];
        // A resource that remains unchanged needs no permission.
        const common = target === resource ? [] : [...commonRefusals(kind, resource, target, declaration)];
        return kind.refusals?.(declaration, resource, created.has(kind.kind), common) ?? common;
    });
}
/** Explains why a resource must not get its target state, whatever its kind. */
function* commonRefusals({ kind, nameInput, maxTags = Infinity }, { name, path, tags }, target, declaration) {
    const label = (0,resource/* labelOf */.Wy)(kind);
    if (!(0,resources_tags/* isOurs */.MU)({ tags }, declaration)) {
        const owner = (0,resources_tags/* tagValue */.EZ)(tags, resources_tags/* OWNER_TAG */.FX);
        const why = owner === undefined
            ? 'exists and has no owner tag'
            : `exists and belongs to ${ownerText(owner, (0,resources_tags/* tagValue */.EZ)(tags, resources_tags/* REPOSITORY_ID_TAG */.sR))}, not to ${ownerText(declaration.owner, declaration.repositoryId)}`;
        const remedy = declaration.role === undefined
            ? `check ${nameInput}; destroy deletes only resources with its owner tag. To delete it anyway, first take it over (mode: apply, adopt: true), then run mode: destroy`
            : `set adopt: true to take it over (mode: read shows the step that declares it as it is), or choose another ${nameInput}`;
        yield `${label}/${name} ${why}: ${remedy}`;
    }
    if (target === undefined)
        return;
    // IAM sets path and name at creation and has no call to change them.
    if (target.path !== path)
        yield (`${label}/${name} exists under the path ${path ?? ''}, and IAM cannot move it to ${target.path ?? ''}: ` +
            `declare ${label}-path: ${path ?? ''}, or remove it with mode: destroy and apply again`);
    // The quota also counts the tags that `prune` leaves out.
    if (target.tags.size > maxTags)
        yield (`${label}/${target.name} would have ${target.tags.size} tags, and no account can have more than ${maxTags}: ` +
            'declare fewer tags, or let prune remove those that are not declared');
}
function ownerText(owner, repositoryId) {
    const id = repositoryId === undefined ? '' : ` (repository id ${repositoryId})`;
    return `${JSON.stringify(owner)}${id}`;
}


/***/ }),

/***/ 1243:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   TL: () => (/* binding */ observeInstanceProfile),
/* harmony export */   Tj: () => (/* binding */ removeRole),
/* harmony export */   zo: () => (/* binding */ instanceProfile)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8127);
/* harmony import */ var _resource_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1408);
/* harmony import */ var _properties_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(7665);
/* harmony import */ var _tags_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(4821);




const instanceProfile = {
    kind: 'instanceProfile',
    noun: 'instance profile',
    nameInput: 'instance-profile-name',
    outputs: ['arn', 'name', 'id'],
    maxTags: 50,
    properties: {
        role: { label: 'role in it', phrase: 'contains', gives: 'EC2 instances with it get' },
        path: { label: 'path', phrase: 'path', default: '/' },
        tags: { label: 'tag', inert: true },
    },
    declaredName: ({ instanceProfileName }) => instanceProfileName,
    async observe(iam, declaration) {
        const { instanceProfileName, keptProfiles, furtherProfiles } = declaration;
        const names = [instanceProfileName, ...(furtherProfiles ?? [])];
        const known = names.filter((name) => keptProfiles?.has(name.toLowerCase()) !== true);
        const observed = await Promise.all(known.map((name) => observeInstanceProfile(iam, name)));
        if (declaration.role !== undefined)
            return observed[0];
        // A destroy does not touch the profile of another owner, except to remove the role from it.
        const own = observed.flatMap((each) => (each !== undefined && (0,_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .isOurs */ .MU)(each, declaration) ? each : []));
        if (furtherProfiles === undefined)
            return own[0];
        const deletable = own.filter((each) => otherRole(declaration, each) === undefined);
        return (0,_properties_js__WEBPACK_IMPORTED_MODULE_2__/* .merged */ .Zu)(deletable.map((each) => ({ ...each, duplicates: [] })));
    },
    desired(declaration, { role, instanceProfile: actual }) {
        const declared = declaration.role;
        if (declared === undefined)
            return otherRole(declaration, actual) === undefined && (0,_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .isOurs */ .MU)(actual, declaration) ? undefined : actual;
        if (declared.instanceProfile === undefined) {
            // A profile with our owner tag will be deleted; the profile of another owner remains unchanged.
            return actual === undefined || (0,_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .hasOwner */ .uD)(actual, declaration) ? undefined : actual;
        }
        return {
            name: declaration.instanceProfileName,
            path: declared.instanceProfile.path,
            tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .desiredTags */ .C2)(declared.instanceProfile.tags ?? declared.tags, declaration, declared, actual?.tags),
            role: { name: declaration.roleName, id: role?.identity?.id },
            identity: actual?.identity,
        };
    },
    plan: planInstanceProfile,
    notices: ({ role, roleName }, { instanceProfile: actual }) => {
        if (role !== undefined || actual?.role === undefined || actual.role.name === roleName)
            return [];
        return [`instance-profile/${actual.name} contains role/${actual.role.name}, and remains`];
    },
    assertConsistent({ roleName }, { role, instanceProfile: actual }) {
        const profile = (0,_properties_js__WEBPACK_IMPORTED_MODULE_2__/* .withDuplicates */ .pd)(actual).find((each) => each.role?.name === roleName);
        // IAM refuses to delete a role that is in a profile, so one of the two answers is stale.
        if (role !== undefined || profile === undefined)
            return;
        throw new _resource_js__WEBPACK_IMPORTED_MODULE_1__/* .InconsistentReadError */ .gh(`instance-profile/${profile.name}: inconsistent reads: it contains role/${roleName}, for which GetRole returns NoSuchEntity`);
    },
};
/** Returns the name of the role in the profile, if it is another one than the step's. A destroy leaves its profile to it. */
function otherRole({ roleName }, actual) {
    return actual?.role?.name === roleName ? undefined : actual?.role?.name;
}
/** @throws CallError if IAM refuses */
async function observeInstanceProfile(iam, InstanceProfileName) {
    const response = await (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .absentAsUndefined */ .uW)(iam.call('GetInstanceProfile', { InstanceProfileName }));
    const profile = response?.InstanceProfile;
    if (profile === undefined)
        return undefined;
    const role = profile.Roles?.[0];
    return {
        name: profile.InstanceProfileName ?? InstanceProfileName,
        path: profile.Path ?? '/',
        tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .tagsFromIam */ .p6)(profile.Tags),
        role: role === undefined ? undefined : { name: role.RoleName ?? '', id: role.RoleId },
        identity: { arn: profile.Arn ?? '', id: profile.InstanceProfileId ?? '', created: profile.CreateDate },
    };
}
/** Plans the profile. It holds at most one role: removes any other role, then adds the declared one. */
function planInstanceProfile(target, actual) {
    const [after, before] = [target.instanceProfile, actual.instanceProfile];
    const holdsTarget = after?.role !== undefined && after.role.name === target.role?.name;
    const replaces = before?.role !== undefined && before.role.name !== after?.role?.name;
    // The role enters with its final grants. Another role leaves just before, so that the profile is empty only for a moment.
    const entry = !holdsTarget ? [] : replaces ? _resource_js__WEBPACK_IMPORTED_MODULE_1__/* .ROLE_UPDATES */ .gZ : (0,_resource_js__WEBPACK_IMPORTED_MODULE_1__/* .beforeWidening */ .p7)(target, actual);
    // Compares ids too: a role that was created again with the same name is another role. After our own call the id is unknown.
    const keepsRole = before?.role?.name === after?.role?.name && [undefined, after?.role?.id].includes(before?.role?.id);
    const all = (0,_properties_js__WEBPACK_IMPORTED_MODULE_2__/* .withDuplicates */ .pd)(before);
    const removed = all.flatMap(({ name, role }) => role === undefined || (after !== undefined && keepsRole)
        ? []
        : removeRole(name, role.name, { after: entry, sets: { role: undefined } }));
    if (after === undefined) {
        // A rollback cannot restore a deleted profile with its id, so this is the last call.
        const last = target.role === undefined ? {} : { after: _resource_js__WEBPACK_IMPORTED_MODULE_1__/* .ROLE_UPDATES */ .gZ };
        const deletions = all.map(({ name, identity }) => {
            const effect = { deletes: identity?.id ?? true, ...last };
            const input = { InstanceProfileName: name };
            return (0,_resource_js__WEBPACK_IMPORTED_MODULE_1__/* .change */ .Zg)('DeleteInstanceProfile', name, input, 'delete the instance profile', effect);
        });
        return [...removed, ...deletions];
    }
    return [
        ...removed,
        ...(before === undefined ? [create(after)] : tags(after, before)),
        ...(after.role === undefined || keepsRole ? [] : [addRole(after.name, after.role, entry)]),
    ];
}
function create(target) {
    const Tags = (0,_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .tagsToIam */ .c6)(target.tags);
    const { name, path: Path } = target;
    const input = { InstanceProfileName: name, Path, ...(Tags.length === 0 ? {} : { Tags }) };
    const creates = { ...target, role: undefined, identity: undefined };
    return (0,_resource_js__WEBPACK_IMPORTED_MODULE_1__/* .change */ .Zg)('CreateInstanceProfile', name, input, 'create the instance profile', { creates });
}
function tags({ name, tags: target }, actual) {
    const named = { InstanceProfileName: name };
    return (0,_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .tagChanges */ .qM)(target, actual.tags, (TagKeys, ...rest) => (0,_resource_js__WEBPACK_IMPORTED_MODULE_1__/* .change */ .Zg)('UntagInstanceProfile', name, { ...named, TagKeys }, ...rest), (set, ...rest) => (0,_resource_js__WEBPACK_IMPORTED_MODULE_1__/* .change */ .Zg)('TagInstanceProfile', name, { ...named, Tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .tagsToIam */ .c6)(set) }, ...rest));
}
function addRole(InstanceProfileName, role, after) {
    // The bare name: IAM refuses the role's ARN here.
    const input = { InstanceProfileName, RoleName: role.name };
    const summary = `put role/${role.name} into the profile`;
    const effect = { broadens: true, adds: true, after, sets: { role } };
    return (0,_resource_js__WEBPACK_IMPORTED_MODULE_1__/* .change */ .Zg)('AddRoleToInstanceProfile', InstanceProfileName, input, summary, effect);
}
function removeRole(InstanceProfileName, RoleName, effect) {
    const summary = `remove role/${RoleName} from the profile`;
    const input = { InstanceProfileName, RoleName };
    return (0,_resource_js__WEBPACK_IMPORTED_MODULE_1__/* .change */ .Zg)('RemoveRoleFromInstanceProfile', InstanceProfileName, input, summary, effect);
}


/***/ }),

/***/ 7665:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $N: () => (/* binding */ canonical),
/* harmony export */   F3: () => (/* binding */ resourcesOf),
/* harmony export */   Gb: () => (/* binding */ planDigest),
/* harmony export */   KM: () => (/* binding */ effectsOnObserved),
/* harmony export */   P1: () => (/* binding */ propertiesOf),
/* harmony export */   PF: () => (/* binding */ restore),
/* harmony export */   Pf: () => (/* binding */ fieldsOf),
/* harmony export */   QZ: () => (/* binding */ effect),
/* harmony export */   RP: () => (/* binding */ valueOf),
/* harmony export */   W4: () => (/* binding */ withProperties),
/* harmony export */   Zu: () => (/* binding */ merged),
/* harmony export */   a2: () => (/* binding */ nounOf),
/* harmony export */   aV: () => (/* binding */ documentsIn),
/* harmony export */   hd: () => (/* binding */ isEntries),
/* harmony export */   lp: () => (/* binding */ isOtherForm),
/* harmony export */   mt: () => (/* binding */ splitProperty),
/* harmony export */   o2: () => (/* binding */ planDigestOfAll),
/* harmony export */   pd: () => (/* binding */ withDuplicates),
/* harmony export */   tX: () => (/* binding */ differences),
/* harmony export */   ws: () => (/* binding */ scalarText),
/* harmony export */   wz: () => (/* binding */ isDocument)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7598);
/* harmony import */ var _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8538);
/* harmony import */ var _tags_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(4821);
/**
 * The properties of a resource, whatever its kind: `description`, `tags/team`, `managedPolicies/arn:\u2026`. Comparing, digesting,
 * restoring and changing a resource are loops over them.
 */



/** Fields that identify a resource; every other field holds properties. */
const IDENTIFYING = new Set(['name', 'identity', 'duplicates']);
function propertiesOf(resource) {
    const values = fieldsOf(resource).flatMap(([field, value]) => {
        if (!isEntries(value))
            return value === undefined ? [] : [[field, canonical(value)]];
        return entriesOf(value).map(([entry, item]) => [
            propertyKey(field, entry),
            field === 'tags' ? `${entry}=${String(item)}` : canonical(item ?? true),
        ]);
    });
    // Keys of tags that differ only by case are one property: IAM does not distinguish them.
    const byKey = Map.groupBy(values, ([key]) => key);
    return new Map([...byKey].map(([key, group]) => {
        const texts = group.map(([, text]) => text);
        return [key, texts.sort().join('\n')];
    }));
}
/** Returns the value of one property as the resource has it. */
function valueOf(resource, property) {
    const [field, entry] = splitProperty(property);
    const value = resource?.[field];
    if (entry === undefined)
        return value;
    if (!isEntries(value))
        return undefined;
    return entriesOf(value).find(([key]) => propertyKey(field, key) === propertyKey(field, entry))?.[1];
}
/** Returns the resource with these properties as `source` has them. */
function restore(resource, source, keys) {
    const restored = fieldsOf({ ...source, ...resource }).map(([field]) => {
        const [now, then] = [resource, source].map((each) => each[field]);
        if (!isEntries(now) || !isEntries(then))
            return [field, keys.has(field) ? then : now];
        const isRestored = ([entry]) => keys.has(propertyKey(field, entry));
        const rest = entriesOf(now).filter((entry) => !isRestored(entry));
        return [field, like(now, [...rest, ...entriesOf(then).filter(isRestored)])];
    });
    return { ...resource, ...Object.fromEntries(restored) };
}
/** Returns the resource with the properties set; a value of undefined removes an entry. */
function withProperties(resource, sets) {
    const result = { ...resource };
    for (const [property, value] of Object.entries(sets)) {
        const [field, entry] = splitProperty(property);
        const entries = result[field];
        if (entry === undefined || !isEntries(entries))
            result[field] = value;
        else {
            // Exactly: Roles Anywhere has keys that differ by case alone, and a plan for IAM removes the other spelling itself.
            const rest = entriesOf(entries).filter(([key]) => key !== entry);
            result[field] = like(entries, value === undefined ? rest : [...rest, [entry, value]]);
        }
    }
    return result;
}
/** Returns the state after a change took effect. Folded over a plan's changes it gives the plan's target. */
function effect(state, { kind, creates, deletes, sets }) {
    const resource = state[kind];
    if (creates !== undefined || resource === undefined)
        return { ...state, [kind]: creates };
    const next = deletes === undefined ? withProperties(resource, sets ?? {}) : without(resource, deletes);
    return { ...state, [kind]: next };
}
/** Applies changes to a possibly stale state. Skips a creation if the state already has the resource. */
function effectsOnObserved(state, changes) {
    return changes.reduce((before, change) => change.creates !== undefined && before[change.kind] !== undefined ? before : effect(before, change), state);
}
/** Lists a resource and its duplicates, the oldest first. */
function withDuplicates(resource) {
    return resource === undefined ? [] : [resource, ...(resource.duplicates ?? [])];
}
/** Returns the first as the resource, with all further ones as its duplicates if its kind can have some. */
function merged(all) {
    const [first, ...duplicates] = all;
    return first?.duplicates === undefined ? first : { ...first, duplicates };
}
/** Returns the properties at which two resources differ. */
function differences(a, b) {
    return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
}
/** Names a property for people: `description`, `tag team`, `managed policy arn:\u2026`. */
function nounOf(specs, property) {
    const [field, entry] = splitProperty(property);
    const label = specs[field]?.label ?? field;
    return entry === undefined ? label : `${label} ${entry}`;
}
/** Returns a scalar value as text. */
function scalarText(value) {
    return typeof value === 'string' ? value : JSON.stringify(value);
}
/**
 * Reports whether a value may be another form of the same. Text may differ in spaces, line ends, punctuation, case and
 * encoding; a document only in spaces and line ends.
 */
function isOtherForm(value, other) {
    const essence = (each) => typeof each === 'string'
        ? each.toLowerCase().replace(/[^a-z0-9]/g, '')
        : canonical(each).replace(/\\[nrt]|\s/g, '');
    if (value === undefined || typeof value !== typeof other)
        return false;
    return essence(value) !== '' && essence(value) === essence(other);
}
function isDocument(value) {
    return typeof value === 'object' && value !== null && 'Statement' in value;
}
/** Returns both values as far as they are documents, else undefined. */
function documentsIn(before, after) {
    return [before, after].map((value) => (isDocument(value) ? value : undefined));
}
/** Lists the resources that exist, each with its kind. */
function resourcesOf(state) {
    const entries = Object.entries(state);
    return entries.filter((entry) => entry[1] !== undefined);
}
function without(resource, id) {
    const all = withDuplicates(resource);
    const rest = all.filter(({ identity }) => id !== true && identity?.id !== id);
    // A resource that this run just created has no id yet.
    if (rest.length === all.length)
        return resource.identity === undefined ? undefined : resource;
    return merged(rest);
}
/** Lists the fields that hold properties. */
function fieldsOf(resource) {
    return Object.entries(resource ?? {}).filter(([field]) => !IDENTIFYING.has(field));
}
function isEntries(value) {
    return value instanceof Map || value instanceof Set;
}
function entriesOf(value) {
    return value instanceof Map
        ? [...value]
        : [...value].map((entry) => [entry, true]);
}
function like(entries, items) {
    return entries instanceof Map ? new Map(items) : new Set(items.map(([entry]) => entry));
}
function propertyKey(field, entry) {
    return `${field}/${field === 'tags' ? entry.toLowerCase() : entry}`;
}
/** Splits `tags/team` into its field and its entry; a field without entries has none. */
function splitProperty(property) {
    const slash = property.indexOf('/');
    return slash === -1 ? [property, undefined] : [property.slice(0, slash), property.slice(slash + 1)];
}
/** Returns the text that equal values share. Compares documents by meaning, and the role in an instance profile by name. */
function canonical(value) {
    if (isDocument(value))
        return (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_2__/* .canonicalText */ .A4)(value);
    const { name } = value;
    return JSON.stringify(name ?? value);
}
/** Returns SHA-256 of the planned changes and of the state they start from, 64 hex digits. The output has a prefix. */
function planDigest(plan, start) {
    const resources = resourcesOf(start).map(([kind, resource]) => {
        return [kind, resource.identity?.id, referencedIds(resource), listed(propertiesOf(resource))];
    });
    const changes = plan.changes.map(({ api, resource, creates, deletes, sets = {} }) => {
        const values = Object.entries(sets).map(([property, value]) => [property, value && canonical(value)]);
        return [api, resource, deletes, listed(creates === undefined ? values : propertiesOf(creates))];
    });
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.hash)('sha256', JSON.stringify({ changes, resources: resources.sort(byText) }));
}
/** Returns SHA-256 of the digests of many plans, in order; undefined if one of them is not known. */
function planDigestOfAll(digests) {
    if (digests.length === 0 || digests.includes(undefined))
        return undefined;
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.hash)('sha256', digests.join());
}
/** Returns the ids of resources that a resource contains: another one may have the same name. */
function referencedIds(resource) {
    return fieldsOf(resource).flatMap(([, value]) => typeof value === 'object' && value !== null && 'id' in value ? [value.id] : []);
}
/** Lists properties in one order, without the tag of the event: a reviewed plan may be applied on another one. */
function listed(properties) {
    return [...properties].filter(([property]) => property !== _tags_js__WEBPACK_IMPORTED_MODULE_1__/* .ORIGIN_PROPERTY */ .D1).sort(byText);
}
function byText(a, b) {
    return String(a[0]) < String(b[0]) ? -1 : 1;
}


/***/ }),

/***/ 1408:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Cy: () => (/* binding */ changeKey),
/* harmony export */   Qz: () => (/* binding */ PRUNABLE),
/* harmony export */   U9: () => (/* binding */ count),
/* harmony export */   Wy: () => (/* reexport safe */ _aws_calls_js__WEBPACK_IMPORTED_MODULE_0__.Wy),
/* harmony export */   Zg: () => (/* binding */ change),
/* harmony export */   dR: () => (/* binding */ DEFAULT_LIMITS),
/* harmony export */   gZ: () => (/* binding */ ROLE_UPDATES),
/* harmony export */   gh: () => (/* binding */ InconsistentReadError),
/* harmony export */   p7: () => (/* binding */ beforeWidening),
/* harmony export */   sj: () => (/* binding */ ABSENT)
/* harmony export */ });
/* harmony import */ var _aws_calls_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7414);
/**
 * The contract between the engine and the kinds of resources: what a step declares, and what a kind makes of it. Everything
 * else in the Action is generic over it.
 */


/** The undeclared properties that may be removed. */
const PRUNABLE = ['policies', 'inline-policies', 'tags'];
const ABSENT = {};
const DEFAULT_LIMITS = { attachedPoliciesPerRole: 10 };
/** Builds a change; the call's name and row determine its action and its kind. */
function change(api, name, input, summary, further = {}) {
    const [verb = ''] = /^[A-Z][a-z]+/.exec(api) ?? [];
    const action = verb === 'Enable' || verb === 'Disable' ? 'update' : verb.toLowerCase();
    const kind = _aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .CALLS */ .q$[api].kind;
    const resource = `${(0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .labelOf */ .Wy)(kind)}/${name}`;
    return { api, input, kind, resource, action, summary, broadens: false, ...further };
}
const ROLE_UPDATES = Object.keys(_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .CALLS */ .q$).filter((call) => _aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .CALLS */ .q$[call].kind === 'role' && !['read', 'delete'].includes(_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .CALLS */ .q$[call].does));
/** Lists the calls that precede a profile's wider access to the role: its creation, or all updates, which may revoke. */
function beforeWidening({ role: target }, { role: actual }) {
    return target === undefined || actual === undefined ? ['CreateRole'] : ROLE_UPDATES;
}
/** Identifies a change, also across plans. */
function changeKey({ api, input }) {
    return `${api} ${JSON.stringify(input)}`;
}
/** `1 tag`, `2 tags`. */
function count(n, noun) {
    return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
/** Two responses contradict each other: a replica lags, or another run writes. Observing again decides. */
class InconsistentReadError extends Error {
    name = 'InconsistentReadError';
}


/***/ }),

/***/ 4364:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Bd: () => (/* binding */ pages),
/* harmony export */   Kr: () => (/* binding */ inlinePolicy),
/* harmony export */   Rr: () => (/* binding */ observeRole),
/* harmony export */   Rw: () => (/* binding */ instanceProfilesOf),
/* harmony export */   ZZ: () => (/* binding */ lastUseText),
/* harmony export */   vN: () => (/* binding */ added),
/* harmony export */   yC: () => (/* binding */ lastUse)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8127);
/* harmony import */ var _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(8538);
/* harmony import */ var _resource_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1408);
/* harmony import */ var _tags_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(4821);




/** Lists the managed policies that only the first of two roles has. */
function added(next, role) {
    return [...(next?.managedPolicies ?? [])].filter((arn) => role?.managedPolicies.has(arn) !== true).sort();
}
/**
 * Reads the role in one wave of parallel calls: GetRole, ListAttachedRolePolicies, ListRolePolicies, and GetRolePolicy for
 * each declared document. Only further pages and the documents of other names need a second wave: their deletion has an
 * order, and a rollback needs them. Before a deletion it also lists the instance profiles that contain the role, and does not
 * need the right to read documents.
 *
 * @throws CallError if IAM refuses, InconsistentReadError if its answers contradict each other
 */
async function observeRole(iam, declaration) {
    const { roleName: RoleName, role: declared, keptProfiles } = declaration;
    const declaredNames = [...(declared?.inlinePolicies.keys() ?? [])];
    const [response, attached, listed, profiles, ...documents] = await Promise.all([
        (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .absentAsUndefined */ .uW)(iam.call('GetRole', { RoleName })),
        (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .absentAsUndefined */ .uW)(pages((marker) => iam.call('ListAttachedRolePolicies', { RoleName, ...marker }))),
        (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .absentAsUndefined */ .uW)(pages((marker) => iam.call('ListRolePolicies', { RoleName, ...marker }))),
        declared === undefined ? (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .absentAsUndefined */ .uW)(instanceProfilesOf(iam, RoleName)) : [],
        ...declaredNames.map((name) => inlinePolicy(iam, RoleName, name)),
    ]);
    const role = response?.Role;
    const inconsistent = (answers) => new _resource_js__WEBPACK_IMPORTED_MODULE_1__/* .InconsistentReadError */ .gh(`role/${RoleName}: inconsistent reads: GetRole returns ${answers}`);
    if (role === undefined) {
        // An empty list of profiles is no sign of a role.
        if (attached === undefined && listed === undefined && (profiles ?? []).length === 0)
            return undefined;
        throw inconsistent('NoSuchEntity, but its policies can be listed');
    }
    if (attached === undefined || listed === undefined || profiles === undefined)
        throw inconsistent('it, but its policies cannot be listed');
    const policies = attached.flatMap(({ AttachedPolicies = [] }) => AttachedPolicies);
    const names = listed.flatMap(({ PolicyNames = [] }) => PolicyNames);
    const inline = new Map(names.map((name) => [name, undefined]));
    const add = (name, document) => {
        if (document === undefined)
            inline.delete(name);
        else
            inline.set(name, document);
    };
    declaredNames.forEach((name, index) => {
        add(name, documents[index]);
    });
    const missing = [...inline].filter(([, document]) => document === undefined).map(([name]) => name);
    const readMissing = async (name) => {
        try {
            add(name, await inlinePolicy(iam, RoleName, name));
        }
        catch (error) {
            const isRefusal = error instanceof _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .RA && error.verdict === 'permanent';
            if (declared !== undefined || !isRefusal)
                throw error;
        }
    };
    if (declared?.prune.has('inline-policies') !== false)
        await Promise.all(missing.map(readMissing));
    const lastUsed = lastUse(role.RoleLastUsed);
    return {
        name: role.RoleName ?? RoleName,
        path: role.Path ?? '/',
        description: role.Description ?? '',
        maxSessionDuration: role.MaxSessionDuration ?? 3600,
        trust: (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_3__/* .decodeDocument */ .w8)(role.AssumeRolePolicyDocument ?? '{}'),
        boundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
        tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_2__/* .tagsFromIam */ .p6)(role.Tags),
        managedPolicies: new Set(policies.map(({ PolicyArn = '' }) => PolicyArn)),
        inlinePolicies: inline,
        instanceProfiles: new Set(profiles.filter((name) => !keptProfiles?.has(name.toLowerCase()))),
        identity: {
            arn: role.Arn ?? '',
            id: role.RoleId ?? '',
            created: role.CreateDate,
            ...(lastUsed === undefined ? {} : { facts: { lastUsed } }),
        },
    };
}
/** Reads the last use from GetRole's response: lists of roles leave it out. */
function lastUse({ LastUsedDate: date, Region: region } = {}) {
    return date === undefined ? undefined : { date, region };
}
/** Returns when and where a role was last used, in words. */
function lastUseText(use) {
    if (use === undefined)
        return 'IAM shows no use in the last 400 days';
    return `last used on ${use.date.toISOString()}${use.region === undefined ? '' : ` in ${use.region}`}`;
}
async function instanceProfilesOf(iam, RoleName) {
    const all = await pages((marker) => iam.call('ListInstanceProfilesForRole', { RoleName, ...marker }));
    const profiles = all.flatMap(({ InstanceProfiles = [] }) => InstanceProfiles);
    return profiles.map(({ InstanceProfileName = '' }) => InstanceProfileName);
}
/** Reads all pages of a list: IAM may return fewer items than were requested. */
async function pages(read, marker = {}) {
    const page = await read(marker);
    const { IsTruncated, Marker } = page;
    return IsTruncated === true && Marker !== undefined ? [page, ...(await pages(read, { Marker }))] : [page];
}
async function inlinePolicy(iam, RoleName, PolicyName) {
    const response = await (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .absentAsUndefined */ .uW)(iam.call('GetRolePolicy', { RoleName, PolicyName }));
    return response?.PolicyDocument === undefined ? undefined : (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_3__/* .decodeDocument */ .w8)(response.PolicyDocument);
}


/***/ }),

/***/ 797:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  E: () => (/* binding */ policiesThatDecide),
  J: () => (/* binding */ role)
});

// EXTERNAL MODULE: ./build/aws/arn.js
var aws_arn = __nccwpck_require__(3385);
// EXTERNAL MODULE: ./build/aws/broadening.js
var broadening = __nccwpck_require__(6997);
// EXTERNAL MODULE: ./build/aws/trust-policy.js
var trust_policy = __nccwpck_require__(391);
// EXTERNAL MODULE: ./build/aws/policy-document.js
var policy_document = __nccwpck_require__(8538);
// EXTERNAL MODULE: ./build/resources/instance-profile.js
var instance_profile = __nccwpck_require__(1243);
// EXTERNAL MODULE: ./build/resources/resource.js
var resource = __nccwpck_require__(1408);
// EXTERNAL MODULE: ./build/resources/properties.js
var properties = __nccwpck_require__(7665);
// EXTERNAL MODULE: ./build/resources/role-state.js
var role_state = __nccwpck_require__(4364);
;// CONCATENATED MODULE: ./build/resources/role-grants.js
/**
 * The calls that change a role's trust and permissions. Only this file decides their order: no state in between interrupts
 * access that both ends allow, or allows access that neither end does.
 *
 * The plan leads through the state that has the grants of both ends, the denials of both, and the principals that both allow.
 * Denials precede grants before that state; revocations precede lifted denials after it. Revocations come first, with a reason,
 * only if a quota leaves no room for that state, or if a boundary changes together with the grants under it.
 */






const MOVING_BOUNDARY = 'the boundary changes with the grants';
const NO_ROOM = 'no room for both';
const phasesOf = (way) => way === 'continuous' ? ['deny', 'grant', 'revoke', 'lift'] : ['revoke', 'deny', 'grant', 'lift'];
/**
 * Plans boundary, trust and policies from one role to another.
 *
 * @param deleting whether the role is deleted next
 */
function planAccess(target, actual, limits, deleting = false) {
    const boundary = boundaryChange(target, actual, limits);
    const swaps = boundary.narrows && boundary.widens;
    const steps = (way) => accessSteps(target, actual, limits, way, swaps);
    // A destroy may have no right to put policies.
    const ways = deleting ? [] : swaps ? ['safe'] : ['continuous', 'safe'];
    const way = ways.find((each) => fitsInlineQuota(steps(each), actual, limits)) ?? 'direct';
    const ordered = withinAttachQuota(steps(way), actual, limits);
    const why = swaps ? MOVING_BOUNDARY : NO_ROOM;
    const changes = deleting ? withoutIdleLifts(ordered, actual, limits) : explained(ordered, why);
    const grows = boundary.widens || grantsMore(target, actual, limits);
    const shrinks = boundary.narrows || grantsMore(actual, target, limits);
    const [meanwhile, reason] = transitionalTrust(actual.trust, target.trust, grows, shrinks);
    const before = trustChanges(target, actual.trust, meanwhile).map((each) => because(each, reason));
    const after = trustChanges(target, meanwhile, target.trust);
    // A boundary that only narrows is swapped first, one that only widens last, any other between revoking and granting.
    if (!boundary.widens)
        return [...before, ...boundary.changes, ...changes, ...after];
    if (!boundary.narrows)
        return [...before, ...changes, ...after, ...boundary.changes];
    const revoked = ordered.findLastIndex(({ phase }) => phase === 'revoke' || phase === 'deny') + 1;
    return [...before, ...changes.slice(0, revoked), ...boundary.changes, ...changes.slice(revoked), ...after];
}
/** Plans the boundary, and reports whether it may allow less or more than before. */
function boundaryChange({ name: RoleName, boundary }, { boundary: before }, { documents }) {
    if (boundary === before)
        return { changes: [], narrows: false, widens: false };
    const [oldDocument, newDocument] = [before, boundary].map((arn) => documents?.get(String(arn)));
    const documentMissing = oldDocument === undefined || newDocument === undefined;
    const widens = before !== undefined && (documentMissing || (0,broadening/* broadens */.zn)(oldDocument, newDocument));
    const narrows = boundary !== undefined && (documentMissing || (0,broadening/* broadens */.zn)(newDocument, oldDocument));
    const effect = { broadens: widens, sets: { boundary } };
    const input = { RoleName, PermissionsBoundary: boundary };
    const removal = `remove the permissions boundary ${before ?? 'none'}`;
    const setting = `set the permissions boundary ${before ?? 'none'} \u2192 ${boundary ?? 'none'}`;
    const swap = boundary === undefined
        ? (0,resource/* change */.Zg)('DeleteRolePermissionsBoundary', RoleName, { RoleName }, removal, effect)
        : (0,resource/* change */.Zg)('PutRolePermissionsBoundary', RoleName, input, setting, effect);
    return { changes: [swap], narrows, widens };
}
/**
 * Returns the trust policy while grants change: it lets no principal of one end have the grants of the other. The reason is
 * there if it may interrupt a principal that both ends trust.
 */
function transitionalTrust(before, after, grows, shrinks) {
    if ((0,policy_document/* sameDocument */._H)(before, after) || !(0,broadening/* broadens */.zn)(before, after))
        return [after];
    if (!(0,broadening/* broadens */.zn)(after, before))
        return [before];
    if (!grows || !shrinks)
        return [grows ? after : before];
    let reason;
    const common = (0,trust_policy/* intersectTrust */.OU)(before, after, () => (reason = 'the trust in common is unknown'));
    const quota = Math.max(policy_document/* TRUST_POLICY_QUOTA */.jO, (0,policy_document/* sizeOf */.$d)(before), (0,policy_document/* sizeOf */.$d)(after));
    return (0,policy_document/* sizeOf */.$d)(common) > quota ? [trust_policy/* DENY_ALL */.$s, NO_ROOM] : [common, reason];
}
function trustChanges(role, before, after) {
    if ((0,policy_document/* sameDocument */._H)(before, after))
        return [];
    const wider = (0,broadening/* broadens */.zn)(before, after);
    const summary = `${wider ? 'update' : 'narrow'} the trust policy`;
    const input = { RoleName: role.name, PolicyDocument: (0,policy_document/* encodeDocument */.Kl)(after) };
    const effect = { broadens: wider, sets: { trust: after } };
    return [(0,resource/* change */.Zg)('UpdateAssumeRolePolicy', role.name, input, summary, effect)];
}
/** Reports whether `next` may allow something that `role` does not. */
function grantsMore(next, role, limits) {
    return accessSteps(next, role, limits, 'direct').some((step) => step.change.broadens);
}
/** Lists the calls on policies in the order of the phases. A boundary that swaps changes as much as another policy can. */
function accessSteps(target, actual, limits, way, swaps = false) {
    const managed = [
        ...(0,role_state/* added */.vN)(target, actual).map((arn) => managedStep(target, arn, limits, true)),
        ...(0,role_state/* added */.vN)(actual, target).map((arn) => managedStep(target, arn, limits, false)),
    ];
    const inline = inlineUpdates(target, actual);
    const parts = [
        ...inline.map(({ part }) => part),
        ...managed.map(({ phase, mixed }) => ({
            grants: phase === 'grant',
            revokes: phase === 'revoke',
            denies: phase === 'deny' || phase === 'lift' || mixed,
        })),
    ];
    const puts = inline.flatMap((each) => inlineSteps(target, each, way, (key) => !swaps && !parts.some((part) => part !== each.part && part[key])));
    const growth = ({ policy, size: to = 0 }) => to - (0,policy_document/* sizeOf */.$d)(actual.inlinePolicies.get(policy));
    puts.sort((a, b) => growth(a) - growth(b));
    const phases = phasesOf(way);
    // A policy that grants and denies follows the pure denials before the state in between, and precedes them after it.
    // Without room for that state, documents that shrink precede those that grow, even if that lifts a denial.
    const rank = (step) => {
        const usual = phases.indexOf(step.phase) * 2 + Number((step.phase === 'revoke') === step.mixed);
        if (way !== 'direct' || step.size === undefined)
            return usual;
        return growth(step) > 0 ? Math.max(usual, 2) : Math.min(usual, 2);
    };
    return [...managed, ...puts].sort((a, b) => rank(a) - rank(b));
}
/** Lists the inline policies that change. One whose document was not read may grant and deny. */
function inlineUpdates(target, actual) {
    const names = new Set([...target.inlinePolicies.keys(), ...actual.inlinePolicies.keys()]);
    return [...names].sort().flatMap((name) => {
        const [after, before] = [target, actual].map(({ inlinePolicies }) => inlinePolicies.get(name));
        const [remains, exists] = [target, actual].map(({ inlinePolicies }) => inlinePolicies.has(name));
        // A document that was not read is not declared either, so it either remains or is deleted.
        if (remains === exists && (0,policy_document/* sameDocument */._H)(before, after))
            return [];
        const unread = before === undefined && exists === true;
        const part = unread
            ? { grants: after !== undefined, revokes: true, denies: true }
            : (0,broadening/* policyChange */.Hi)(before, after);
        return [{ name, before, after, unread, part }];
    });
}
function managedStep({ name: RoleName }, PolicyArn, limits, attach) {
    const { grants, denies } = (0,aws_arn/* policyEffects */.Vl)(PolicyArn, limits.documents);
    const input = { RoleName, PolicyArn };
    const summary = `${attach ? 'attach' : 'detach'} ${(0,aws_arn/* nameInArn */.s1)(PolicyArn)}`;
    const sets = { [`managedPolicies/${PolicyArn}`]: attach ? true : undefined };
    return {
        policy: PolicyArn,
        phase: attach ? (grants ? 'grant' : 'deny') : grants ? 'revoke' : 'lift',
        mixed: grants && denies,
        change: attach
            ? (0,resource/* change */.Zg)('AttachRolePolicy', RoleName, input, summary, { broadens: grants, adds: true, sets })
            : (0,resource/* change */.Zg)('DetachRolePolicy', RoleName, input, summary, { broadens: denies, sets }),
    };
}
/**
 * Puts the document once for each phase that changes it, or only once if no other policy depends on its parts.
 *
 * @param noOther reports whether no other policy changes such a part
 */
function inlineSteps({ name: RoleName }, { name: PolicyName, before, after, unread, part }, way, noOther) {
    const step = (phase, from, to, mixed = false) => ({
        policy: PolicyName,
        phase,
        mixed,
        size: (0,policy_document/* sizeOf */.$d)(to),
        change: inlineChange(from, to),
    });
    const inlineChange = (from, to) => {
        const sets = { [`inlinePolicies/${PolicyName}`]: to };
        const names = { RoleName, PolicyName };
        if (to === undefined) {
            const effect = { broadens: from === undefined || (0,broadening/* broadens */.zn)(from, to), sets };
            return (0,resource/* change */.Zg)('DeleteRolePolicy', RoleName, names, `delete the inline policy ${PolicyName}`, effect);
        }
        const adds = from === undefined && !unread;
        const summary = `${adds ? 'add' : 'update'} the inline policy ${PolicyName}${to === after ? '' : ', for the transition'}`;
        const input = { ...names, PolicyDocument: (0,policy_document/* encodeDocument */.Kl)(to) };
        const effect = { broadens: unread || (0,broadening/* broadens */.zn)(from, to), adds, sets };
        return (0,resource/* change */.Zg)('PutRolePolicy', RoleName, input, summary, effect);
    };
    const none = (key) => !part[key] && noOther(key);
    const only = (key) => part[key] && noOther(key);
    const changes = part.grants || part.revokes || part.denies;
    const alone = way === 'continuous' && noOther('grants') && noOther('revokes') && noOther('denies');
    // The denials in between: if no grant is revoked, the new ones suffice; if none is added, the old ones do.
    const side = none('revokes') ? 'second' : none('grants') ? 'first' : 'both';
    const states = unread || alone || way === 'direct' || !changes
        ? undefined
        : (0,broadening/* phaseDocuments */.y$)(before, after, way === 'safe', noOther('denies') ? side : 'both');
    if (states === undefined) {
        const only = (0,broadening/* broadens */.zn)(before, after) ? 'lift' : part.denies ? 'deny' : 'grant';
        const phase = part.grants ? 'grant' : part.revokes ? 'revoke' : only;
        return [step(phase, before, after, part.denies && phase !== only)];
    }
    const [first, denied, both, revoked, last] = states;
    // The only policy that grants may deny with the same call, and the only one that revokes may lift with it.
    const path = [
        first,
        way === 'continuous' && only('grants') ? first : denied,
        both,
        way === 'continuous' && only('revokes') ? last : revoked,
        last,
    ];
    return phasesOf(way).flatMap((phase, index) => {
        const [from, to] = [path[index], path[index + 1]];
        return from === to ? [] : [step(phase, from, to)];
    });
}
/** Clears the flag of a denial that is lifted from a role to be deleted, once no policy grants anything any more. */
function withoutIdleLifts(steps, actual, { documents }) {
    const inline = [...actual.inlinePolicies].filter(([, document]) => document === undefined || (0,broadening/* broadens */.zn)(undefined, document));
    const managed = [...actual.managedPolicies].filter((arn) => (0,aws_arn/* policyEffects */.Vl)(arn, documents).grants);
    const granting = new Set([...managed, ...inline.map(([name]) => name)]);
    return steps.map(({ policy, change: each }) => {
        granting.delete(policy);
        return { ...each, broadens: each.broadens && granting.size > 0 };
    });
}
/** Adds the reason to revocations and lifted denials that precede what replaces them. */
function explained(steps, reason) {
    const last = steps.findLastIndex(({ phase }) => phase === 'grant' || phase === 'deny');
    const reasons = { revoke: reason, lift: NO_ROOM };
    return steps.map((step, index) => because(step.change, index < last ? reasons[step.phase] : undefined));
}
function because(each, reason) {
    return reason === undefined ? each : { ...each, summary: `${each.summary} (first: ${reason})` };
}
/** Moves as many detachments forward as the quota of attached policies demands. */
function withinAttachQuota(steps, { managedPolicies }, limits) {
    const detaches = new Set(steps.filter((step) => step.change.api === 'DetachRolePolicy'));
    let attached = managedPolicies.size;
    return steps.flatMap((step) => {
        const { api } = step.change;
        // One that was moved forward is not in the set any more.
        if (api === 'DetachRolePolicy' && !detaches.delete(step))
            return [];
        if (api === 'DetachRolePolicy')
            attached -= 1;
        if (api !== 'AttachRolePolicy')
            return [step];
        const [next] = attached >= limits.attachedPoliciesPerRole ? detaches : [];
        if (next !== undefined)
            detaches.delete(next);
        else
            attached += 1;
        return next === undefined ? [step] : [next, step];
    });
}
/** Reports whether the quota of inline policies holds after each step. */
function fitsInlineQuota(steps, actual, { keptInlineSize = 0 }) {
    const sizes = new Map([...actual.inlinePolicies].map(([name, document]) => [name, (0,policy_document/* sizeOf */.$d)(document)]));
    return steps.every((step) => {
        if (step.size === undefined)
            return true;
        sizes.set(step.policy, step.size);
        return [...sizes.values()].reduce((sum, each) => sum + each, keptInlineSize) <= policy_document/* INLINE_POLICY_QUOTA */.wz;
    });
}

// EXTERNAL MODULE: ./build/resources/tags.js
var resources_tags = __nccwpck_require__(4821);
;// CONCATENATED MODULE: ./build/resources/role.js
/** The role: its desired state, and the calls that lead from one state to another. */










const role = {
    kind: 'role',
    noun: 'role',
    nameInput: 'role-name',
    outputs: ['arn', 'name', 'id'],
    maxTags: 50,
    properties: {
        trust: { label: 'trust policy', phrase: 'trusts', edge: 'may assume' },
        path: { label: 'path', phrase: 'path', default: '/' },
        managedPolicies: { label: 'managed policy', present: 'attached', edge: '' },
        inlinePolicies: { label: 'inline policy', edge: '' },
        boundary: { label: 'permissions boundary', phrase: 'bounded by', edge: 'bounded by' },
        description: { label: 'description', inert: true },
        maxSessionDuration: {
            label: 'session duration',
            unit: 's',
            phrase: 'sessions of',
            default: 3600,
            inert: true,
        },
        tags: { label: 'tag', inert: true },
        instanceProfiles: { label: 'instance profile' },
    },
    declaredName: ({ roleName }) => roleName,
    observe: role_state/* observeRole */.Rr,
    desired(declaration, { role: actual }, resolved) {
        const declared = declaration.role;
        if (declared === undefined)
            return undefined;
        const { prune } = declared;
        const resolve = (reference) => resolved.get(reference) ?? reference;
        // Omitting the boundary never removes one: the loss of a guardrail must be explicit.
        const boundary = declared.boundary ?? actual?.boundary ?? 'none';
        return {
            name: declaration.roleName,
            path: declared.path,
            description: declared.description,
            maxSessionDuration: declared.maxSessionDuration,
            trust: (0,aws_arn/* withProviderArns */.G_)(declared.trust, (issuer) => resolved.get((0,aws_arn/* oidcProvider */.Ny)(issuer))),
            boundary: boundary === 'none' ? undefined : resolve(boundary),
            tags: (0,resources_tags/* desiredTags */.C2)(declared.tags, declaration, declared, actual?.tags),
            managedPolicies: new Set([
                ...(prune.has('policies') ? [] : (actual?.managedPolicies ?? [])),
                ...declared.policies.map(resolve),
            ]),
            inlinePolicies: new Map([
                ...(prune.has('inline-policies') ? [] : (actual?.inlinePolicies ?? [])),
                ...declared.inlinePolicies,
            ]),
            instanceProfiles: actual?.instanceProfiles ?? new Set(),
            identity: actual?.identity,
        };
    },
    plan: planRole,
    policies: ({ role: declared }) => [
        ...(declared?.policies ?? []).map((reference) => ({ input: 'policy-arns', reference })),
        ...(declared?.boundary === undefined || declared.boundary === 'none'
            ? []
            : [{ input: 'permissions-boundary', reference: declared.boundary }]),
    ],
    neverSent: (declarations) => {
        const unless = (property, ...calls) => declarations.some(({ role: declared }) => declared?.[property] !== undefined) ? [] : calls;
        return [
            ...unless('boundary', 'PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary'),
            ...unless('oidcIssuer', 'GetOpenIDConnectProvider'),
            // Only sweeps and manifests list roles.
            ...unless('manifest', 'ListRoles'),
        ];
    },
    refusals: ({ judged }, { name, path, identity, tags }, __, common) => {
        if ((0,aws_arn/* isReservedPath */.QO)(path))
            return [
                `role/${name} is under ${path}, where AWS services and IAM Identity Center keep their own roles; choose another role-name`,
            ];
        // Between the decision to remove a role and the removal another step may have taken it over, or created it anew.
        if (judged === undefined || (identity?.id === judged.id && (0,resources_tags/* tagValue */.EZ)(tags, judged.tag) === judged.value))
            return common;
        return [
            ...common,
            `role/${name} was changed by another run after this run decided to remove it: run the step again, which decides anew`,
        ];
    },
    notices: ({ role: declared, roleName, instanceProfileName }, actual) => {
        if (declared === undefined) {
            const removed = `role/${roleName} is removed from it, and it remains`;
            return otherProfiles(actual).map((name) => name === instanceProfileName
                ? `instance-profile/${name} has another owner: ${removed}`
                : `instance-profile/${name} is not part of this step: ${removed}. If an earlier step created it, delete it with mode: destroy and instance-profile-name: ${name}`);
        }
        return [
            ...(0,policy_document/* principalsIn */.rJ)(actual.role?.trust ?? {})
                .filter(policy_document/* isDeletedPrincipal */.g1)
                .map((id) => `role/${roleName}: the trust policy names ${id}, a principal that was deleted`),
            ...(0,trust_policy/* nameOnlySubjects */.xA)(declared.trust).map((subject) => `role/${roleName}: the trust policy accepts ${JSON.stringify(subject)} by name only. Since 15 July 2026 the subjects of repositories that are created, renamed or transferred ` +
                'have immutable ids (repo:OWNER@ID/REPO@ID:\u2026), which STS would refuse. Use trust-github, which accepts both forms'),
        ];
    },
    // The role leaves its profiles by their own changes, and a principal that was just created reads as its bare id at first.
    undecided: ({ trust }) => ['instanceProfiles', (0,policy_document/* principalsIn */.rJ)(trust).some(policy_document/* isDeletedPrincipal */.g1) ? 'trust' : ''],
    restorable: (actual) => ({ ...actual, trust: (0,trust_policy/* withoutPrincipal */.PA)(actual.trust, policy_document/* isDeletedPrincipal */.g1) }),
};
/** The calls that may limit the access that a profile gives to the role. */
const LIMITING = [
    'RemoveRoleFromInstanceProfile',
    'DisableProfile',
    'UpdateProfile',
    'DeleteProfile',
];
function planRole({ role: target }, state, limits) {
    const actual = state.role;
    if (target === undefined)
        return actual === undefined ? [] : remove(actual, state, limits);
    if (actual === undefined) {
        const later = new Set(limits.laterRoles).add(`role${target.path}${target.name}`);
        const known = (0,trust_policy/* withoutPrincipal */.PA)(target.trust, (arn) => later.has((0,aws_arn/* resourceOfArn */.$m)(arn)));
        // A denial that is left out may be an exception to an allowed account.
        const trustAtCreation = (0,broadening/* broadens */.zn)(target.trust, known) ? trust_policy/* DENY_ALL */.$s : known;
        const created = {
            ...target,
            trust: trustAtCreation,
            managedPolicies: new Set(),
            inlinePolicies: new Map(),
            instanceProfiles: new Set(),
            identity: undefined,
        };
        return [
            create(created),
            ...afterLimits(planAccess({ ...target, trust: trustAtCreation }, created, limits)),
            ...trustChanges(target, trustAtCreation, target.trust),
        ];
    }
    const access = planAccess(target, actual, limits);
    const tagging = tags(target, actual).map((each) => ({
        ...each,
        broadens: readsTags(target, limits) || readsTags(actual, limits),
    }));
    return afterLimits([...tagging, ...settings(target, actual), ...access]);
}
/** Reports whether a known policy decides by the role's own tags, which its sessions have as principal tags. */
function readsTags({ trust, inlinePolicies, managedPolicies, boundary = '' }, { documents }) {
    const managed = [...managedPolicies, boundary].map((arn) => documents?.get(arn) ?? {});
    const tagKeys = /aws:PrincipalTag|(?:aws|iam):ResourceTag/i;
    return [trust, ...inlinePolicies.values(), ...managed].some((document) => document === undefined || tagKeys.test(JSON.stringify(document)));
}
/** Lets what broadens access wait for the profiles that limit it. */
function afterLimits(changes) {
    return changes.map((each) => (each.broadens ? { ...each, after: LIMITING } : each));
}
/** Creates the role with everything the call can carry: owner tag and boundary exist from the first moment. */
function create(created) {
    const Tags = (0,resources_tags/* tagsToIam */.c6)(created.tags);
    const input = {
        RoleName: created.name,
        Path: created.path,
        AssumeRolePolicyDocument: (0,policy_document/* encodeDocument */.Kl)(created.trust),
        MaxSessionDuration: created.maxSessionDuration,
        ...(created.description === '' ? {} : { Description: created.description }),
        ...(created.boundary === undefined ? {} : { PermissionsBoundary: created.boundary }),
        ...(Tags.length === 0 ? {} : { Tags }),
    };
    return (0,resource/* change */.Zg)('CreateRole', created.name, input, 'create the role', { broadens: true, creates: created });
}
/** Removes the role from every profile, then its policies, then the role. The boundary remains on it to the end. */
function remove(actual, state, limits) {
    const RoleName = actual.name;
    const empty = { ...actual, managedPolicies: new Set(), inlinePolicies: new Map() };
    const first = otherProfiles(state).map((name) => (0,instance_profile/* removeRole */.Tj)(name, RoleName, { kind: 'role', sets: { [`instanceProfiles/${name}`]: undefined } }));
    const rest = [
        ...planAccess(empty, actual, limits, true),
        (0,resource/* change */.Zg)('DeleteRole', RoleName, { RoleName }, 'delete the role', { deletes: true }),
    ].map((each) => ({ ...each, after: LIMITING }));
    return [...first, ...rest];
}
/** Lists the instance profiles with the role that this run does not manage. */
function otherProfiles({ role: actual, instanceProfile }) {
    const managed = (0,properties/* withDuplicates */.pd)(instanceProfile).map(({ name }) => name);
    return [...(actual?.instanceProfiles ?? [])].filter((name) => !managed.includes(name)).sort();
}
function tags(target, actual) {
    const RoleName = target.name;
    return (0,resources_tags/* tagChanges */.qM)(target.tags, actual.tags, (TagKeys, ...rest) => (0,resource/* change */.Zg)('UntagRole', RoleName, { RoleName, TagKeys }, ...rest), (set, ...rest) => (0,resource/* change */.Zg)('TagRole', RoleName, { RoleName, Tags: (0,resources_tags/* tagsToIam */.c6)(set) }, ...rest));
}
/** Sends both settings always: the reference and observation differ on the effect of an omitted one. */
function settings(target, actual) {
    const { name: RoleName, description: Description, maxSessionDuration: MaxSessionDuration } = target;
    const parts = [
        Description !== actual.description &&
            `description ${JSON.stringify(actual.description)} \u2192 ${JSON.stringify(Description)}`,
        MaxSessionDuration !== actual.maxSessionDuration &&
            `max session duration ${actual.maxSessionDuration} s \u2192 ${MaxSessionDuration} s`,
    ].filter((part) => part !== false);
    if (parts.length === 0)
        return [];
    const sets = { description: Description, maxSessionDuration: MaxSessionDuration };
    const input = { RoleName, Description, MaxSessionDuration };
    return [(0,resource/* change */.Zg)('UpdateRole', RoleName, input, parts.join('; '), { sets })];
}
/**
 * Lists the managed policies whose documents decide the order: those that would be attached or detached, and both boundaries
 * if one replaces the other. A table covers the policies that AWS manages.
 */
function policiesThatDecide(target, actual) {
    const moved = [...(0,role_state/* added */.vN)(target, actual), ...(0,role_state/* added */.vN)(actual, target)];
    const bounds = [target, actual].flatMap((role) => role?.boundary ?? []);
    const swapped = bounds.length === 2 && bounds[0] !== bounds[1] ? bounds : [];
    return [...new Set([...moved.filter((arn) => !(0,aws_arn/* isAwsManaged */.PW)(arn)), ...swapped])];
}


/***/ }),

/***/ 4053:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   _6: () => (/* binding */ noSessionPolicy),
/* harmony export */   _S: () => (/* binding */ limiting),
/* harmony export */   d_: () => (/* binding */ LABEL),
/* harmony export */   lB: () => (/* binding */ observe)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8127);
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3385);
/* harmony import */ var _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(8538);
/* harmony import */ var _resource_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(1408);
/* harmony import */ var _properties_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(7665);
/* harmony import */ var _tags_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(4821);






/**
 * Returns the session policy that means none. UpdateProfile cannot remove one (it refuses an empty text and keeps an omitted
 * one), so the Action writes this one instead. Alone it must allow everything. A session may do what any of its policies
 * allows, so with managed ones it allows a call that needs no permission.
 */
function noSessionPolicy(managedPolicies) {
    const Action = managedPolicies.size === 0 ? '*' : 'sts:GetCallerIdentity';
    return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
}
const LABEL = (0,_resource_js__WEBPACK_IMPORTED_MODULE_2__/* .labelOf */ .Wy)('rolesAnywhereProfile');
/** Reads all pages of ListProfiles: there is no other way from a name to a profile. */
async function observe(iam, declaration) {
    const name = declaration.rolesAnywhereName;
    if (name === undefined)
        return undefined;
    const details = [];
    let nextToken;
    do {
        const page = await iam.call('ListProfiles', nextToken === undefined ? {} : { nextToken });
        details.push(...(page.profiles ?? []).filter((profile) => profile.name === name));
        ({ nextToken } = page);
    } while (nextToken !== undefined);
    const all = await Promise.all(details.map((detail) => observeProfile(iam, detail, declaration)));
    return (0,_properties_js__WEBPACK_IMPORTED_MODULE_3__/* .merged */ .Zu)(all.sort((a, b) => (age(a) < age(b) ? -1 : 1)));
}
function age({ identity }) {
    return `${identity?.created?.toISOString() ?? ''} ${identity?.id ?? ''}`;
}
async function observeProfile(iam, detail, { roleName, role, rolePath = role?.path }) {
    const { name, profileId: id, profileArn: arn, sessionPolicy = '', createdAt } = detail;
    const response = await (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .absentAsUndefined */ .uW)(iam.call('ListTagsForResource', { resourceArn: arn }));
    if (response === undefined)
        throw new _resource_js__WEBPACK_IMPORTED_MODULE_2__/* .InconsistentReadError */ .gh(`${LABEL}/${name}: inconsistent reads: ${id} is listed, but has no tags`);
    const roles = `arn:${(0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_1__/* .partitionOfArn */ .Fh)(arn)}:iam::${(0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_1__/* .accountOfArn */ .KC)(arn)}:role`;
    // Without a declaration the role's path is not known, but its name is unique in the account.
    const isDeclared = (each) => rolePath === undefined
        ? each.startsWith(`${roles}/`) && each.endsWith(`/${roleName}`)
        : each === `${roles}${rolePath}${roleName}`;
    const managedPolicies = new Set(detail.managedPolicyArns);
    const policy = sessionPolicy === '' ? undefined : JSON.parse(sessionPolicy);
    return {
        name,
        enabled: detail.enabled ?? false,
        durationSeconds: detail.durationSeconds ?? 3600,
        roleArns: new Set((detail.roleArns ?? []).map((each) => (isDeclared(each) ? (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_1__/* .placeholder */ .qf)('role', 'arn', roleName) : each))),
        managedPolicies,
        sessionPolicy: limiting(policy, managedPolicies),
        requireInstanceProperties: detail.requireInstanceProperties ?? false,
        acceptRoleSessionName: detail.acceptRoleSessionName ?? false,
        tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .tagsFromIam */ .p6)((response.tags ?? []).map(({ key, value }) => ({ Key: key, Value: value }))),
        duplicates: [],
        identity: {
            arn,
            id,
            created: createdAt === undefined ? undefined : new Date(createdAt),
            facts: {
                createdBy: detail.createdBy,
                updated: detail.updatedAt,
                attributeMappings: detail.attributeMappings,
            },
        },
    };
}
/** Returns the session policy, undefined for the one that means none with these managed policies. */
function limiting(policy, managedPolicies) {
    return (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_5__/* .sameDocument */ ._H)(policy, noSessionPolicy(managedPolicies)) ? undefined : policy;
}


/***/ }),

/***/ 4821:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   C2: () => (/* binding */ desiredTags),
/* harmony export */   D1: () => (/* binding */ ORIGIN_PROPERTY),
/* harmony export */   EZ: () => (/* binding */ tagValue),
/* harmony export */   FX: () => (/* binding */ OWNER_TAG),
/* harmony export */   MU: () => (/* binding */ isOurs),
/* harmony export */   P5: () => (/* binding */ isActionTag),
/* harmony export */   Pw: () => (/* binding */ PULL_REQUEST_TAG),
/* harmony export */   c6: () => (/* binding */ tagsToIam),
/* harmony export */   el: () => (/* binding */ sameKey),
/* harmony export */   h9: () => (/* binding */ MANIFEST_TAG),
/* harmony export */   p6: () => (/* binding */ tagsFromIam),
/* harmony export */   qM: () => (/* binding */ tagChanges),
/* harmony export */   sR: () => (/* binding */ REPOSITORY_ID_TAG),
/* harmony export */   uD: () => (/* binding */ hasOwner)
/* harmony export */ });
/* unused harmony export ACTION_TAGS */
/* harmony import */ var _resource_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1408);

/** Marks the resources that this Action created or adopted; its value is the owner. */
const OWNER_TAG = 'aws-iam-instance-profile:owner';
/** The number of the pull request on whose event a resource was created. */
const PULL_REQUEST_TAG = 'aws-iam-instance-profile:pull-request';
/** The immutable id of the repository that owns the resource. It decides over the owner's name, which may change. */
const REPOSITORY_ID_TAG = 'aws-iam-instance-profile:repository-id';
/** The manifest that created a role, and that removes it when it no longer lists it. */
const MANIFEST_TAG = 'aws-iam-instance-profile:manifest';
/** The keys that the Action itself uses. */
const ACTION_TAGS = [OWNER_TAG, PULL_REQUEST_TAG, REPOSITORY_ID_TAG, MANIFEST_TAG];
/** Returns IAM's list as a map, without the tags that only AWS itself can change. */
function tagsFromIam(tags = []) {
    const entries = tags.map(({ Key = '', Value = '' }) => [Key, Value]);
    return new Map(entries.filter(([key]) => !/^aws:/i.test(key)));
}
function tagsToIam(tags) {
    return [...tags].sort(byKey).map(([Key, Value]) => ({ Key, Value }));
}
/** Reports whether the Action itself uses the key. */
function isActionTag(key) {
    return ACTION_TAGS.some((own) => sameKey(own, key));
}
/** Reports whether IAM treats two keys as one: it keeps their case but ignores it. */
function sameKey(a, b) {
    return a.toLowerCase() === b.toLowerCase();
}
function tagValue(tags, key) {
    return tags.get(key) ?? [...tags].find(([other]) => sameKey(other, key))?.[1];
}
/** Reports whether the run may change a resource: it is absent, belongs to our owner, or may be adopted. */
function isOurs(resource, declaration) {
    return resource === undefined || declaration.adopt || hasOwner(resource, declaration);
}
/**
 * Reports whether the resource belongs to this owner. If both sides have a repository's id, the ids decide: a renamed
 * repository keeps its resources, and a stranger who takes the old name does not get them.
 */
function hasOwner({ tags }, { owner, repositoryId }) {
    const id = tagValue(tags, REPOSITORY_ID_TAG);
    if (id !== undefined && repositoryId !== undefined && tagValue(tags, OWNER_TAG) !== undefined)
        return id === repositoryId;
    return tagValue(tags, OWNER_TAG) === owner;
}
/** The property of the tag that only records on whose event a resource was created. */
const ORIGIN_PROPERTY = `tags/${PULL_REQUEST_TAG}`;
/** Returns the declared tags, those of the Action, and the existing ones that `prune` leaves out. */
function desiredTags(declared, { owner, repositoryId }, { pullRequest: current, prune, manifest }, actual) {
    const result = new Map([...declared, [OWNER_TAG, owner]]);
    if (manifest !== undefined)
        result.set(MANIFEST_TAG, manifest);
    // Another owner's tags of the Action mean nothing here: its pull requests have numbers of their own.
    const isOwn = actual !== undefined && hasOwner({ tags: actual }, { owner, repositoryId });
    // Names the event on which the resource was created, so later runs never change it.
    const origin = isOwn ? tagValue(actual, PULL_REQUEST_TAG) : undefined;
    const pullRequest = actual === undefined ? current : origin;
    if (pullRequest !== undefined)
        result.set(PULL_REQUEST_TAG, pullRequest);
    // A run that knows no id keeps the one of the same owner: the repository itself would only set it again.
    const keepsId = actual !== undefined && tagValue(actual, OWNER_TAG) === owner;
    const id = repositoryId ?? (keepsId ? tagValue(actual, REPOSITORY_ID_TAG) : undefined);
    if (id !== undefined)
        result.set(REPOSITORY_ID_TAG, id);
    for (const [key, value] of prune.has('tags') ? [] : (actual ?? [])) {
        // Those of the Action that still hold are set above. A manifest that no longer lists the role must not remove it.
        if (!isActionTag(key) && tagValue(result, key) === undefined)
            result.set(key, value);
    }
    // An own key that exists in another case stays so: untagged and tagged anew, the resource had no owner in between.
    const others = [...(actual?.keys() ?? [])].filter((key) => isActionTag(key) && !ACTION_TAGS.includes(key));
    const spelling = (key) => actual?.has(key) ? key : (others.find((other) => sameKey(other, key)) ?? key);
    return new Map([...result].map(([key, value]) => [spelling(key), value]));
}
/**
 * Plans the tag changes. Untags first, also a key that returns in another case; then tags. Never untags a key that will be
 * set with the same case.
 */
function tagChanges(target, actual, untag, tag) {
    const keys = [...actual.keys()].filter((key) => !target.has(key)).sort();
    const set = new Map([...target].filter(([key, value]) => actual.get(key) !== value).sort(byKey));
    const pairs = [...set].map(([key, value]) => `${key}=${value}`).join(', ');
    const sets = (entries) => ({
        sets: Object.fromEntries([...entries].map(([key, value]) => [`tags/${key}`, value])),
    });
    const removal = sets(keys.map((key) => [key, undefined]));
    const changes = [];
    if (keys.length > 0)
        changes.push(untag(keys, `remove ${(0,_resource_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(keys.length, 'tag')}: ${keys.join(', ')}`, removal));
    if (set.size > 0)
        changes.push(tag(set, `set ${(0,_resource_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(set.size, 'tag')}: ${pairs}`, sets(set)));
    return changes;
}
function byKey([a], [b]) {
    return a < b ? -1 : a > b ? 1 : 0;
}


/***/ }),

/***/ 5693:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   F7: () => (/* binding */ escapeControlCharacters),
/* harmony export */   IN: () => (/* binding */ cutText),
/* harmony export */   NA: () => (/* binding */ workflowCommand),
/* harmony export */   h0: () => (/* binding */ plainLine),
/* harmony export */   wh: () => (/* binding */ plainText),
/* harmony export */   xv: () => (/* binding */ truncate)
/* harmony export */ });
/**
 * Text for the runner's log. The runner interprets `::` at the start of a line, and `##[` anywhere in it, as a command.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
/** Escapes each line of a text, which may come from IAM or from a pull request. */
function plainText(text) {
    return text.split('\n').map(plainLine).join('\n');
}
/** Escapes a text, and keeps it on one line. */
function plainLine(text) {
    return escapeControlCharacters(text)
        .replace(/##\[/g, '## [')
        .replace(/^(\s*):(?=:)/, '$1: ');
}
/** Replaces control characters, line ends, and the characters that are invisible or change the text's direction by their codes. */
function escapeControlCharacters(text) {
    const codeOf = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => character.replace(/./gs, codeOf));
}
/**
 * Returns the first characters of a text. A number is left out rather than cut: `mask-account-id` and the runner hide an
 * account's id, and not a part of it.
 */
function cutText(text, length) {
    return text.length <= length ? text : text.slice(0, length + 1).replace(/(?:\d{2,12}|.)$/su, '');
}
/** Shortens a long text and adds its length. */
function truncate(text, length = 200) {
    return text.length <= length ? text : `${cutText(text, length)}\u2026 (${text.length} characters)`;
}
/** Formats a workflow command as `@actions/core` does, which cannot return the line without printing it. */
function workflowCommand(name, message, properties = {}) {
    const list = Object.entries(properties).flatMap(([key, value]) => value === undefined
        ? []
        : [`${key}=${escaped(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`]);
    return `::${name}${list.length === 0 ? '' : ` ${list.join()}`}::${escaped(message)}`;
}
function escaped(text) {
    return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}


/***/ }),

/***/ 4994:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  O: () => (/* binding */ githubRunner)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(8161);
;// CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");
;// CONCATENATED MODULE: external "fs"
const external_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");
;// CONCATENATED MODULE: external "os"
const external_os_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function utils_toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!fs.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    fs.appendFileSync(filePath, `${toCommandValue(message)}${os.EOL}`, {
        encoding: 'utf8'
    });
}
function prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
    const convertedValue = utils_toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${external_os_namespaceObject.EOL}${convertedValue}${external_os_namespaceObject.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map
// EXTERNAL MODULE: ./build/runtime/log-escape.js
var log_escape = __nccwpck_require__(5693);
;// CONCATENATED MODULE: ./build/runtime/runner.js
/**
 * The runner's side of the process: log, annotations, outputs, summary.
 *
 * It imports `@actions/core` by file, not by package name. The index of version 3 also loads an HTTP client of 1 MB for
 * `getIDToken`, which takes longer to start than this Action to run. The exports map offers no smaller entry point.
 */




/** Creates the runner of a GitHub job. @param print writes a line, its end included */
function githubRunner(env = process.env, print = toStandardOutput) {
    const issue = (command, text, properties) => {
        print(`${(0,log_escape/* workflowCommand */.NA)(command, text, properties)}${external_node_os_.EOL}`);
    };
    const info = (text) => {
        print(`${(0,log_escape/* plainText */.wh)(text)}\n`);
    };
    return {
        info,
        debug: (text) => {
            issue('debug', (0,log_escape/* plainText */.wh)(text));
        },
        group: (title, lines) => {
            issue('group', (0,log_escape/* plainLine */.h0)(title));
            lines.forEach(info);
            issue('endgroup', '');
        },
        annotate: (level, text, place) => {
            const { title, file, line } = place ?? { title: 'IAM instance profile' };
            issue(level, (0,log_escape/* plainText */.wh)(text), { title: (0,log_escape/* plainLine */.h0)(title), file: file && (0,log_escape/* plainLine */.h0)(file), line });
        },
        mask: (value) => {
            issue('add-mask', value);
        },
        outputs: (values) => {
            const messages = Object.entries(values).map(([name, value]) => prepareKeyValueMessage(name, value));
            const text = messages.map((message) => `${message}${external_node_os_.EOL}`).join('');
            return append(env, 'GITHUB_OUTPUT', 'outputs', text);
        },
        summary: (markdown) => append(env, 'GITHUB_STEP_SUMMARY', 'summary', markdown),
    };
}
/** Appends to one of the runner's files. Writes nothing if the variable is empty, as in a developer's shell. */
function append(env, variable, kind, text) {
    const file = env[variable] ?? '';
    if (file === '')
        return undefined;
    try {
        (0,external_node_fs_.appendFileSync)(file, text);
        return undefined;
    }
    catch (error) {
        const { code = '', message } = error;
        const [, remedy = `leave ${variable} as the runner sets it`] = REMEDIES.find(([pattern]) => pattern.test(code)) ?? [];
        return `The ${kind} could not be written to ${JSON.stringify(file)} (${variable}): ${message}. To repair it, ${remedy}.`;
    }
}
const REMEDIES = [
    [/^(?:ENOSPC|EDQUOT)$/, "free space on the runner's disk"],
    [/^EROFS$/, "make the runner's temporary folder writable"],
    [/^(?:EACCES|EPERM)$/, "let the runner's user write that file"],
];
/**
 * Writes the whole text before it returns: the process exits right after its last line, and would lose a stream's buffer.
 * It uses the descriptor, because Node takes 3 ms to open its stream. It waits for a slow reader.
 */
function toStandardOutput(text) {
    let rest = Buffer.from(text);
    while (rest.length > 0) {
        try {
            rest = rest.subarray((0,external_node_fs_.writeSync)(1, rest));
        }
        catch (error) {
            // A closed log is no reason to leave IAM half done.
            if (error.code !== 'EAGAIN')
                return;
            // The pipe is full, and does not block: a preload or the shell has set it so.
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_MS);
        }
    }
}
const FULL_MS = 5;


/***/ }),

/***/ 2006:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   JN: () => (/* binding */ backoff),
/* harmony export */   cJ: () => (/* binding */ Cancelled),
/* harmony export */   dZ: () => (/* binding */ throwIfCancelled),
/* harmony export */   mT: () => (/* binding */ Cancellation),
/* harmony export */   ml: () => (/* binding */ systemClock)
/* harmony export */ });
/** The time of a run: its clock, as an argument so that tests need not wait, and its end when the runner cancels it. */
const systemClock = {
    // Node's `performance` has the same, but loads ten modules.
    now: () => Number(process.hrtime.bigint()) / 1e6,
    random: () => Math.random(),
    sleep: async (milliseconds, signal) => {
        const { setTimeout } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 8500, 19));
        try {
            await setTimeout(milliseconds, undefined, { signal });
        }
        catch (error) {
            throw signal.aborted ? signal.reason : error;
        }
    },
};
const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 5_000;
/**
 * Returns the milliseconds to wait before another attempt: exponential, with full jitter, so that runs that collided
 * separate.
 *
 * @param attempt from 0
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
function backoff(attempt, clock, maxMilliseconds = MAX_BACKOFF_MS) {
    return clock.random() * Math.min(maxMilliseconds, FIRST_BACKOFF_MS * 2 ** attempt);
}
/**
 * The error of a cancelled run: the runner sends SIGINT, waits 7.5 s, sends SIGTERM, waits 2.5 s and kills.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
 */
class Cancelled extends Error {
    name = 'Cancelled';
    /** Whether the run abandoned a call after sending it: the call may have taken effect. */
    mayHaveTakenEffect;
    constructor(mayHaveTakenEffect = false) {
        super('the run was cancelled');
        this.mayHaveTakenEffect = mayHaveTakenEffect;
    }
}
/** Throws the reason of a cancellation, even if its signal came together with the last response, which Node handles first. */
async function throwIfCancelled(signal) {
    // Between the two turns of the event loop, Node handles all that came in before the first.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    signal.throwIfAborted();
}
/** The time that a call under way still has after the cancellation. */
const GRACE_MS = 2_000;
class Cancellation {
    #requested = new AbortController();
    #grace = new AbortController();
    /** Aborts at once: it ends every wait, and no further call is sent. */
    signal = this.#requested.signal;
    /** Aborts a little later: it ends the calls under way. */
    grace = this.#grace.signal;
    cancel() {
        if (this.signal.aborted)
            return;
        this.#requested.abort(new Cancelled());
        setTimeout(() => {
            this.#grace.abort(new Cancelled());
        }, GRACE_MS).unref();
    }
}


/***/ }),

/***/ 9783:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ checkBypass),
/* harmony export */   s: () => (/* binding */ getProxyUrl)
/* harmony export */ });
function getProxyUrl(reqUrl) {
    const usingSsl = reqUrl.protocol === 'https:';
    if (checkBypass(reqUrl)) {
        return undefined;
    }
    const proxyVar = (() => {
        if (usingSsl) {
            return process.env['https_proxy'] || process.env['HTTPS_PROXY'];
        }
        else {
            return process.env['http_proxy'] || process.env['HTTP_PROXY'];
        }
    })();
    if (proxyVar) {
        try {
            return new DecodedURL(proxyVar);
        }
        catch (_a) {
            if (!proxyVar.startsWith('http://') && !proxyVar.startsWith('https://'))
                return new DecodedURL(`http://${proxyVar}`);
        }
    }
    else {
        return undefined;
    }
}
function checkBypass(reqUrl) {
    if (!reqUrl.hostname) {
        return false;
    }
    const reqHost = reqUrl.hostname;
    if (isLoopbackAddress(reqHost)) {
        return true;
    }
    const noProxy = process.env['no_proxy'] || process.env['NO_PROXY'] || '';
    if (!noProxy) {
        return false;
    }
    // Determine the request port
    let reqPort;
    if (reqUrl.port) {
        reqPort = Number(reqUrl.port);
    }
    else if (reqUrl.protocol === 'http:') {
        reqPort = 80;
    }
    else if (reqUrl.protocol === 'https:') {
        reqPort = 443;
    }
    // Format the request hostname and hostname with port
    const upperReqHosts = [reqUrl.hostname.toUpperCase()];
    if (typeof reqPort === 'number') {
        upperReqHosts.push(`${upperReqHosts[0]}:${reqPort}`);
    }
    // Compare request host against noproxy
    for (const upperNoProxyItem of noProxy
        .split(',')
        .map(x => x.trim().toUpperCase())
        .filter(x => x)) {
        if (upperNoProxyItem === '*' ||
            upperReqHosts.some(x => x === upperNoProxyItem ||
                x.endsWith(`.${upperNoProxyItem}`) ||
                (upperNoProxyItem.startsWith('.') &&
                    x.endsWith(`${upperNoProxyItem}`)))) {
            return true;
        }
    }
    return false;
}
function isLoopbackAddress(host) {
    const hostLower = host.toLowerCase();
    return (hostLower === 'localhost' ||
        hostLower.startsWith('127.') ||
        hostLower.startsWith('[::1]') ||
        hostLower.startsWith('[0:0:0:0:0:0:0:1]'));
}
class DecodedURL extends URL {
    constructor(url, base) {
        super(url, base);
        this._decodedUsername = decodeURIComponent(super.username);
        this._decodedPassword = decodeURIComponent(super.password);
    }
    get username() {
        return this._decodedUsername;
    }
    get password() {
        return this._decodedPassword;
    }
}
//# sourceMappingURL=proxy.js.map

/***/ }),

/***/ 370:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  A: () => (/* binding */ pLimit)
});

// UNUSED EXPORTS: limitFunction

;// CONCATENATED MODULE: ./node_modules/yocto-queue/index.js
/*
How it works:
`this.#head` is an instance of `Node` which keeps track of its current value and nests another instance of `Node` that keeps the value that comes after it. When a value is provided to `.enqueue()`, the code needs to iterate through `this.#head`, going deeper and deeper to find the last value. However, iterating through every single item is slow. This problem is solved by saving a reference to the last value as `this.#tail` so that it can reference it to add a new value.
*/

class Node {
	value;
	next;

	constructor(value) {
		this.value = value;
	}
}

class Queue {
	#head;
	#tail;
	#size;

	constructor() {
		this.clear();
	}

	enqueue(value) {
		const node = new Node(value);

		if (this.#head) {
			this.#tail.next = node;
			this.#tail = node;
		} else {
			this.#head = node;
			this.#tail = node;
		}

		this.#size++;
	}

	dequeue() {
		const current = this.#head;
		if (!current) {
			return;
		}

		this.#head = this.#head.next;
		this.#size--;

		// Clean up tail reference when queue becomes empty
		if (!this.#head) {
			this.#tail = undefined;
		}

		return current.value;
	}

	peek() {
		if (!this.#head) {
			return;
		}

		return this.#head.value;

		// TODO: Node.js 18.
		// return this.#head?.value;
	}

	clear() {
		this.#head = undefined;
		this.#tail = undefined;
		this.#size = 0;
	}

	get size() {
		return this.#size;
	}

	* [Symbol.iterator]() {
		let current = this.#head;

		while (current) {
			yield current.value;
			current = current.next;
		}
	}

	* drain() {
		while (this.#head) {
			yield this.dequeue();
		}
	}
}

;// CONCATENATED MODULE: ./node_modules/p-limit/index.js


function pLimit(concurrency) {
	let rejectOnClear = false;

	if (typeof concurrency === 'object') {
		({concurrency, rejectOnClear = false} = concurrency);
	}

	validateConcurrency(concurrency);

	if (typeof rejectOnClear !== 'boolean') {
		throw new TypeError('Expected `rejectOnClear` to be a boolean');
	}

	const queue = new Queue();
	let activeCount = 0;

	const resumeNext = () => {
		// Process the next queued function if we're under the concurrency limit
		if (activeCount < concurrency && queue.size > 0) {
			activeCount++;
			queue.dequeue().run();
		}
	};

	const next = () => {
		activeCount--;
		resumeNext();
	};

	const run = async (function_, resolve, arguments_) => {
		// Execute the function and capture the result promise
		const result = (async () => function_(...arguments_))();

		// Resolve immediately with the promise (don't wait for completion)
		resolve(result);

		// Wait for the function to complete (success or failure)
		// We catch errors here to prevent unhandled rejections,
		// but the original promise rejection is preserved for the caller
		try {
			await result;
		} catch {}

		// Decrement active count and process next queued function
		next();
	};

	const enqueue = (function_, resolve, reject, arguments_) => {
		const queueItem = {reject};

		// Queue the internal resolve function instead of the run function
		// to preserve the asynchronous execution context.
		new Promise(internalResolve => { // eslint-disable-line promise/param-names
			queueItem.run = internalResolve;
			queue.enqueue(queueItem);
		}).then(run.bind(undefined, function_, resolve, arguments_)); // eslint-disable-line promise/prefer-await-to-then

		// Start processing immediately if we haven't reached the concurrency limit
		if (activeCount < concurrency) {
			resumeNext();
		}
	};

	const generator = (function_, ...arguments_) => new Promise((resolve, reject) => {
		enqueue(function_, resolve, reject, arguments_);
	});

	Object.defineProperties(generator, {
		activeCount: {
			get: () => activeCount,
		},
		pendingCount: {
			get: () => queue.size,
		},
		clearQueue: {
			value() {
				if (!rejectOnClear) {
					queue.clear();
					return;
				}

				const abortError = AbortSignal.abort().reason;

				while (queue.size > 0) {
					queue.dequeue().reject(abortError);
				}
			},
		},
		concurrency: {
			get: () => concurrency,

			set(newConcurrency) {
				validateConcurrency(newConcurrency);
				concurrency = newConcurrency;

				queueMicrotask(() => {
					// eslint-disable-next-line no-unmodified-loop-condition
					while (activeCount < concurrency && queue.size > 0) {
						resumeNext();
					}
				});
			},
		},
		map: {
			async value(iterable, function_) {
				const promises = [];

				try {
					Array.from(iterable, (value, index) => {
						const promise = generator(function_, value, index);
						promises.push(promise);
						return promise;
					});
				} catch (error) {
					// The iterable threw, so `Promise.all` never observes the already scheduled promises. Observe them here to avoid unhandled rejections.
					for (const promise of promises) {
						promise.catch(() => {}); // eslint-disable-line promise/prefer-await-to-then
					}

					throw error;
				}

				return Promise.all(promises);
			},
		},
	});

	return generator;
}

function limitFunction(function_, options) {
	const limit = pLimit(options);

	const limitedFunction = (...arguments_) => limit(() => function_(...arguments_));
	Object.defineProperty(limitedFunction, 'clearQueue', {
		value: limit.clearQueue,
	});

	return limitedFunction;
}

function validateConcurrency(concurrency) {
	if (!((Number.isInteger(concurrency) || concurrency === Number.POSITIVE_INFINITY) && concurrency > 0)) {
		throw new TypeError('Expected `concurrency` to be a number from 1 and up');
	}
}


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/compat get default export */
/******/ (() => {
/******/ 	// getDefaultExport function for compatibility with non-harmony modules
/******/ 	__nccwpck_require__.n = (module) => {
/******/ 		var getter = module && module.__esModule ?
/******/ 			() => (module['default']) :
/******/ 			() => (module);
/******/ 		__nccwpck_require__.d(getter, { a: getter });
/******/ 		return getter;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(1296);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
