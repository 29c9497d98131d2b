-- Who came by an issuer was given a password that nobody knew. From now on such an account has none, which this says: a hash of the usual form that
-- nothing is hashed to, so that the release before takes it as one that is never right. The account and its identity are of one transaction, and so of
-- one moment; whoever was given a password by those who run the platform since has left a deed. Who has an address may have given themselves one by it,
-- and can: theirs is left as it is.
update account set password_hash = '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
where exists (select from identity where identity.account = account.id and identity.created_at = account.created_at)
  and not exists (select from deed where whom = account.id and what = 'person.reset')
  and not exists (select from email where email.account = account.id);

-- Whether somebody let it in from another session, and nobody has shown in it who they are.
alter table session add column granted boolean not null default false;
