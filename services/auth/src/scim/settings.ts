import { optional, text } from '@parley/service-kit'

export const scimConfig = {
  SCIM_ISSUER: optional(
    text({
      about:
        'the issuer of OIDC_ISSUERS whose people the directory tells of by SCIM: their externalId is their subject there, and OIDC_ROLES goes by the groups of the directory',
    }),
  ),
}
