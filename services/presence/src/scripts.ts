/**
 * What is in Redis, and the scripts that change it. All of it may be forgotten: gateways say who is there again within seconds, and
 * what people have chosen is in Postgres.
 *
 *   <prefix>:{<shard>}:person:<user>   hash, for a month after its last change
 *     l:<gateway>      turn, expires, active until: that somebody is connected there. Times are milliseconds since 1970
 *     choice           turn of what they have chosen; not given: not known yet, and nothing is shown of them
 *     mode, seen       their state and last_seen as chosen
 *     status, activity as JSON; empty for nothing. statusEnds, activityEnds: when, 0 where not
 *     hides            when their becoming invisible begins to show
 *     shown            what others see, as the inner of a JSON object without its version; not given: offline, never seen
 *     version          of that; grows
 *     at               the state in it, and lastAt: when they were last there
 *     used             when a gateway said last that somebody sits before a device of theirs
 *   <prefix>:{<shard>}:due             sorted set of users, by when something of theirs ends
 *   <prefix>:{<shard>}:began           since when this Redis has forgotten nothing, as far as somebody has looked
 *
 * A shard is one hash tag, so that a script may use several of its keys on a Cluster. `now` is given, as Postgres says it: so it is the
 * same for all processes, and scripts need no clock.
 */

/** Shards: as many as a Cluster has servers at most. */
export const shards = 16

const keptMs = 30 * 86_400_000

/**
 * Looks at one person: what has ended ends, and what others see follows from the rest. Gives 1 where that has changed, 2 where it is not
 * known what they have chosen, and else 0. The whole rule is here, whoever asks for it, so that it cannot differ.
 */
const look = `
local function look(person, due, user, now)
  local is = {}
  local all = redis.call('HGETALL', person)
  for i = 1, #all, 2 do is[all[i]] = all[i + 1] end
  local here, active, next = false, false, math.huge
  local function later(at) if at > now and at < next then next = at end end
  for name, lease in pairs(is) do
    if string.sub(name, 1, 2) == 'l:' then
      local _, expires, activeUntil = string.match(lease, '(%d+) (%d+) (%d+)')
      expires, activeUntil = tonumber(expires), tonumber(activeUntil)
      if expires > now then
        here = true
        active = active or activeUntil > now
        later(expires)
        later(activeUntil)
      else redis.call('HDEL', person, name) end
    end
  end
  local result = 0
  local hides = tonumber(is.hides or '0')
  if not is.choice then
    if here then result = 2 end
  elseif is.mode == 'invisible' and here and hides > now and (is.at or 'offline') ~= 'offline' then
    later(hides)
  else
    local at = 'offline'
    if here and is.mode ~= 'invisible' then
      at = is.mode == 'dnd' and 'dnd' or active and 'online' or 'idle'
    end
    local shown = '"state":"' .. at .. '"'
    local lastAt = is.lastAt
    if at == 'offline' then
      if (is.at or 'offline') ~= 'offline' then
        lastAt = string.format('%.0f', now)
        if is.seen == 'everyone' then shown = shown .. ',"seen_at":' .. lastAt end
      elseif is.shown then shown = is.shown end
    else
      for _, name in ipairs({ 'status', 'activity' }) do
        local ends = tonumber(is[name .. 'Ends'] or '0')
        if (is[name] or '') ~= '' and (ends == 0 or ends > now) then
          shown = shown .. ',"' .. name .. '":' .. is[name]
          later(ends)
        end
      end
    end
    if shown ~= (is.shown or '"state":"offline"') then
      local version = math.max(now, tonumber(is.version or '0') + 1)
      redis.call('HSET', person, 'shown', shown, 'version', string.format('%.0f', version), 'at', at, 'lastAt', lastAt or '')
      result = 1
    end
  end
  if next < math.huge then redis.call('ZADD', due, string.format('%.0f', next), user) else redis.call('ZREM', due, user) end
  redis.call('PEXPIRE', person, ${keptMs})
  return result
end
local function tell(people, users, now)
  local told = {}
  for i, user in ipairs(users) do
    local result = look(people[i], KEYS[1], user, now)
    if result == 1 then
      local shown = redis.call('HMGET', people[i], 'version', 'shown')
      table.insert(told, { user, shown[1], shown[2] })
    elseif result == 2 then table.insert(told, { user }) end
  end
  return told
end
local people, users = {}, {}
for i = 2, #KEYS do people[i - 1] = KEYS[i] end
`

/**
 * News of one gateway about some people.
 * KEYS: due, then a person each. ARGV: now, gateway, turn, for so long, grace, then for each a user and 1 (somebody sits there), 0 (not)
 * or - (gone). What is less than before holds only after the grace.
 */
const lease = `${look}
local now, field, turn, forMs, grace = tonumber(ARGV[1]), 'l:' .. ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
for i, person in ipairs(people) do
  local user, word = ARGV[4 + 2 * i], ARGV[5 + 2 * i]
  users[i] = user
  local knownTurn, expires, activeUntil = string.match(redis.call('HGET', person, field) or '0 0 0', '(%d+) (%d+) (%d+)')
  if tonumber(knownTurn) < turn then
    expires, activeUntil = tonumber(expires), tonumber(activeUntil)
    if word == '-' then expires = math.min(expires, now + grace) else expires = now + forMs end
    if word == '1' then activeUntil = expires else activeUntil = math.min(activeUntil, now + grace) end
    if expires > 0 then redis.call('HSET', person, field, string.format('%.0f %.0f %.0f', turn, expires, activeUntil)) end
    if word == '1' then redis.call('HSET', person, 'used', string.format('%.0f', now)) end
  end
end
return tell(people, users, now)`

/**
 * What people have chosen. An older turn changes nothing.
 * KEYS: due, then a person each. ARGV: now, grace, then for each user, turn, mode, seen, status, statusEnds, activity, activityEnds.
 */
const choose = `${look}
local now, grace = tonumber(ARGV[1]), tonumber(ARGV[2])
for i, person in ipairs(people) do
  local o = 2 + 8 * (i - 1)
  users[i] = ARGV[o + 1]
  local known = redis.call('HMGET', person, 'choice', 'mode')
  if not known[1] or tonumber(known[1]) < tonumber(ARGV[o + 2]) then
    if known[1] and known[2] ~= 'invisible' and ARGV[o + 3] == 'invisible' then
      redis.call('HSET', person, 'hides', string.format('%.0f', now + grace))
    end
    redis.call('HSET', person, 'choice', ARGV[o + 2], 'mode', ARGV[o + 3], 'seen', ARGV[o + 4], 'status', ARGV[o + 5],
      'statusEnds', ARGV[o + 6], 'activity', ARGV[o + 7], 'activityEnds', ARGV[o + 8])
  end
end
return tell(people, users, now)`

/** What has ended. KEYS: due, then a person each. ARGV: now, then a user each. */
const end = `${look}
for i = 1, #people do users[i] = ARGV[1 + i] end
return tell(people, users, tonumber(ARGV[1]))`

/** Users of whom something has ended. KEYS: due. ARGV: now, how many at most. */
const due = `return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])`

/**
 * What others see: version and shown, each. Where somebody knows a later version than there is, Redis has forgotten it: what is there
 * gets a later one, once Redis has remembered for so long that all who know have told it again.
 * KEYS: began, then a person each. ARGV: now, for how long, then for each the version known, or -1.
 */
const read = `
local now, told = tonumber(ARGV[1]), {}
redis.call('SET', KEYS[1], ARGV[1], 'NX')
local isSettled = now - tonumber(redis.call('GET', KEYS[1])) >= tonumber(ARGV[2])
for i = 1, #KEYS - 1 do
  local person = KEYS[i + 1]
  local is = redis.call('HMGET', person, 'version', 'shown')
  local version, known = tonumber(is[1] or '0'), tonumber(ARGV[2 + i])
  if known > version and isSettled then
    version = math.max(now, known + 1)
    local shown = is[2] or '"state":"offline"'
    redis.call('HSET', person, 'version', string.format('%.0f', version), 'shown', shown)
    redis.call('PEXPIRE', person, ${keptMs})
    is[2] = shown
  end
  told[i] = { string.format('%.0f', version), is[2] or '"state":"offline"' }
end
return told`

/**
 * Whether people have a device: 1, 0, or -1 where it is not known, as Redis may have forgotten it.
 * KEYS: began, then a person each. ARGV: now, for how long it has to have remembered.
 */
const present = `
local now, told = tonumber(ARGV[1]), {}
redis.call('SET', KEYS[1], ARGV[1], 'NX')
local isSettled = now - tonumber(redis.call('GET', KEYS[1])) >= tonumber(ARGV[2])
for i = 1, #KEYS - 1 do
  told[i] = isSettled and 0 or -1
  local all = redis.call('HGETALL', KEYS[i + 1])
  for j = 1, #all, 2 do
    local expires = string.sub(all[j], 1, 2) == 'l:' and string.match(all[j + 1], '%d+ (%d+)')
    if expires and tonumber(expires) > now then told[i] = 1 end
  end
end
return told`

/**
 * For how many milliseconds nobody has sat before a device of each, or since when Redis has forgotten nothing: -1 where it may have just now.
 * KEYS: began, then a person each. ARGV: now, for how long it has to have remembered.
 */
const used = `
local now, told = tonumber(ARGV[1]), {}
redis.call('SET', KEYS[1], ARGV[1], 'NX')
local since = tonumber(redis.call('GET', KEYS[1]))
for i = 1, #KEYS - 1 do
  local last = since
  local all = redis.call('HGETALL', KEYS[i + 1])
  for j = 1, #all, 2 do
    local at = 0
    if all[j] == 'used' then at = tonumber(all[j + 1])
    elseif string.sub(all[j], 1, 2) == 'l:' then
      local _, expires, activeUntil = string.match(all[j + 1], '(%d+) (%d+) (%d+)')
      if tonumber(expires) > now and tonumber(activeUntil) > now then at = now end
    end
    if at > last then last = at end
  end
  told[i] = now - since >= tonumber(ARGV[2]) and math.max(0, now - last) or -1
end
return told`

export const scripts = { lease, choose, end, due, read, present, used }
