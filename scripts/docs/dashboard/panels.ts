/** What is on the dashboard: the questions of somebody who is paged, in the order in which they ask. */
export interface Panel {
  readonly title: string
  readonly about: string
  /** As Grafana names units. */
  readonly unit: 'short' | 'reqps' | 's' | 'bytes' | 'percentunit'
  /** Legend and PromQL. */
  readonly queries: readonly (readonly [legend: string, expr: string])[]
}

/** Per second, over what Grafana finds right for the time shown. */
const rate = (series: string) => `rate(${series}[$__rate_interval])`

const p = (share: number, histogram: string, by: string) =>
  `histogram_quantile(${share}, sum by (le, ${by}) (${rate(`${histogram}_bucket`)}))`

const ourFaults = 'name=~"INTERNAL|UNAVAILABLE|TIMEOUT"'

export const rows: readonly (readonly [question: string, panels: readonly Panel[]])[] = [
  [
    'Is it up',
    [
      {
        title: 'Processes',
        about: 'Those that answer Prometheus. A gap is a process that was gone.',
        unit: 'short',
        queries: [['{{process}}', 'count by (process) (parley_nats_connected)']],
      },
      {
        title: 'Connections',
        about: 'Sockets open now, by gateway.',
        unit: 'short',
        queries: [['{{instance}}', 'parley_gateway_connections']],
      },
      {
        title: 'Opened and closed',
        about: 'A storm is a peak of both. Closed by reason: GOING_AWAY is an upgrade, LOST a network.',
        unit: 'reqps',
        queries: [
          ['opened', `sum(${rate('parley_gateway_connections_opened_total')})`],
          ['closed: {{reason}}', `sum by (reason) (${rate('parley_gateway_connections_closed_total')}) > 0`],
        ],
      },
      {
        title: 'Errors of ours',
        about:
          'What clients were answered and is not their fault. TIMEOUT and UNAVAILABLE name a service that is not there.',
        unit: 'reqps',
        queries: [['{{name}}', `sum by (name) (${rate(`parley_gateway_errors_total{${ourFaults}}`)})`]],
      },
      {
        title: 'What it stands on',
        about: '1 where the process is connected to NATS, and auth and presence to Redis.',
        unit: 'short',
        queries: [
          ['NATS: {{process}} {{instance}}', 'parley_nats_connected'],
          ['Redis: {{instance}}', 'parley_auth_redis_connected'],
          ['Redis: presence {{instance}}', 'parley_presence_redis_connected'],
        ],
      },
      {
        title: 'Age of processes',
        about: 'A saw is a process that ends and starts again.',
        unit: 's',
        queries: [['{{process}} {{instance}}', 'time() - process_start_time_seconds{process!=""}']],
      },
    ],
  ],
  [
    'Is it fast',
    [
      {
        title: 'Time to an answer, p50',
        about: 'From the arrival of a command at a gateway, by who answers and class of command.',
        unit: 's',
        queries: [['{{owner}} {{class}}', p(0.5, 'parley_gateway_command_seconds', 'owner, class')]],
      },
      {
        title: 'Time to an answer, p99',
        about: 'The same for the slowest in a hundred. What the gateway adds is the difference to the next panel.',
        unit: 's',
        queries: [['{{owner}} {{class}}', p(0.99, 'parley_gateway_command_seconds', 'owner, class')]],
      },
      {
        title: 'Time in the service, p99',
        about: 'From the arrival of a command at its service.',
        unit: 's',
        queries: [['{{command}}', p(0.99, 'parley_service_command_seconds', 'command')]],
      },
      {
        title: 'Commands',
        about: 'Answered, by command.',
        unit: 'reqps',
        queries: [['{{command}}', `sum by (command) (${rate('parley_gateway_commands_total')}) > 0`]],
      },
      {
        title: 'Event loop, p99',
        about: 'How late a process comes to its next piece of work. Near 1 s it has more to do than one core can.',
        unit: 's',
        queries: [['{{process}} {{instance}}', 'nodejs_eventloop_lag_p99_seconds']],
      },
      {
        title: 'CPU',
        about: 'Cores in use. A process uses one, and some more for garbage and hashes.',
        unit: 'short',
        queries: [['{{process}} {{instance}}', rate('process_cpu_seconds_total')]],
      },
    ],
  ],
  [
    'Is it keeping up',
    [
      {
        title: 'Deliveries',
        about: 'Events handed to sockets, and events that came from services.',
        unit: 'reqps',
        queries: [
          ['delivered', `sum(${rate('parley_gateway_deliveries_total')})`],
          ['from services', `sum(${rate('parley_gateway_events_received_total')})`],
        ],
      },
      {
        title: 'Unanswered commands',
        about: 'At gateways, and at services.',
        unit: 'short',
        queries: [
          ['gateway {{instance}}', 'parley_gateway_commands_unanswered'],
          ['{{process}} {{instance}}', 'parley_service_commands_in_flight'],
        ],
      },
      {
        title: 'Messages in one statement, mean',
        about: 'Batches grow with the load, and make it bearable.',
        unit: 'short',
        queries: [
          [
            'messages',
            `sum(${rate('parley_chat_send_batch_size_sum')}) / sum(${rate('parley_chat_send_batch_size_count')})`,
          ],
        ],
      },
      {
        title: 'Gaps, resets, questions',
        about: 'What NATS lost and was fetched; streams that had to begin anew; questions to the owners of streams.',
        unit: 'reqps',
        queries: [
          ['gaps repaired', `sum(${rate('parley_gateway_gaps_repaired_total')})`],
          ['resets', `sum(${rate('parley_gateway_resets_total')})`],
          ['questions: {{question}}', `sum by (question) (${rate('parley_gateway_question_size_count')})`],
        ],
      },
      {
        title: 'Postgres: connections and who waits',
        about: 'Waiting for long is a database that is slow, or a pool that is too small.',
        unit: 'short',
        queries: [
          ['{{process}} {{instance}} {{state}}', 'parley_postgres_pool_connections'],
          ['{{process}} {{instance}} waiting', 'parley_postgres_pool_waiting'],
        ],
      },
      {
        title: 'Transactions',
        about: 'Rolled back are refusals too; run again are deadlocks.',
        unit: 'reqps',
        queries: [
          ['{{process}} {{outcome}}', `sum by (process, outcome) (${rate('parley_transactions_total')})`],
          ['{{process}} run again', `sum by (process) (${rate('parley_transaction_retries_total')})`],
        ],
      },
      {
        title: 'Between services',
        about: 'How far a follower is behind, and for how long an old transaction has held all of them back.',
        unit: 's',
        queries: [
          ['{{projection}} of {{process}} behind {{owner}}', 'parley_follower_lag_seconds'],
          ['outbox of {{process}} held', 'parley_outbox_held_seconds'],
        ],
      },
      {
        title: 'Memory',
        about: 'Resident, and the heap in use.',
        unit: 'bytes',
        queries: [
          ['{{process}} {{instance}}', 'process_resident_memory_bytes{process!=""}'],
          ['{{process}} {{instance}} heap', 'nodejs_heap_size_used_bytes'],
        ],
      },
      {
        title: 'Streams',
        about: 'Followed by each gateway: one subscription in NATS each.',
        unit: 'short',
        queries: [['{{instance}}', 'parley_gateway_streams']],
      },
    ],
  ],
  [
    'Are devices woken',
    [
      {
        title: 'Pushes',
        about:
          'By whom they are for and what came of them. Held ones wait for somebody who is there; over is what was read before.',
        unit: 'reqps',
        queries: [['{{to}} {{outcome}}', `sum by (to, outcome) (${rate('parley_notify_pushes_total')}) > 0`]],
      },
      {
        title: 'Pushes not taken',
        about: 'The share that push services and the relay do not take, now or for good.',
        unit: 'percentunit',
        queries: [
          [
            '{{to}}',
            `sum by (to) (${rate('parley_notify_pushes_total{outcome=~"retried|refused"}')}) / sum by (to) (${rate('parley_notify_pushes_total{outcome=~"sent|cleared|retried|refused"}')})`,
          ],
        ],
      },
      {
        title: 'Age of the queue of pushes',
        about: 'For how long the first has waited that is due. What a push service asked to wait for is not due.',
        unit: 's',
        queries: [['{{instance}}', 'parley_notify_push_lag_seconds']],
      },
      {
        title: 'Mail about what is unread',
        about:
          'By what came of it. Who is there, or has quiet hours, is looked at again later; nobody is who has no address, or an account that is not in use.',
        unit: 'reqps',
        queries: [['{{outcome}}', `sum by (outcome) (${rate('parley_notify_digests_total')}) > 0`]],
      },
      {
        title: 'Age of the queue of mail',
        about:
          'For how long the first has waited that is due: more than a minute where DIGESTS_PER_MINUTE holds it up.',
        unit: 's',
        queries: [['{{instance}}', 'parley_notify_digest_lag_seconds']],
      },
    ],
  ],
  [
    'Who is being refused',
    [
      {
        title: 'Refused at the gateway',
        about: 'Above an allowance, too many unanswered, or before hello.',
        unit: 'reqps',
        queries: [['{{reason}} {{class}}', `sum by (reason, class) (${rate('parley_gateway_refusals_total')}) > 0`]],
      },
      {
        title: 'Errors by name',
        about: 'Everything that clients were answered as an error.',
        unit: 'reqps',
        queries: [['{{name}} {{code}}', `sum by (name, code) (${rate('parley_gateway_errors_total')}) > 0`]],
      },
      {
        title: 'Handshakes refused',
        about:
          'TOKEN_INVALID for everybody is a gateway without the keys; ORIGIN_FORBIDDEN a page that is not allowed.',
        unit: 'reqps',
        queries: [['{{name}}', `sum by (name) (${rate('parley_gateway_handshakes_refused_total')}) > 0`]],
      },
      {
        title: 'Limits met',
        about: 'By the setting: who was refused, reset or cut.',
        unit: 'reqps',
        queries: [
          ['{{limit}}', `sum by (limit) (${rate('parley_gateway_limits_met_total')}) > 0`],
          ['{{limit}} of auth', `sum by (limit) (${rate('parley_auth_limits_met_total')}) > 0`],
        ],
      },
      {
        title: 'Unread',
        about: 'Bytes that wait for clients which do not take them; UNREAD_TOTAL_BYTES is the most.',
        unit: 'bytes',
        queries: [['{{instance}}', 'parley_gateway_unread_bytes']],
      },
      {
        title: 'Connections over HTTP',
        about: 'Those that are no sockets, and how many are ended a second to make room.',
        unit: 'short',
        queries: [
          ['{{process}} {{instance}}', 'parley_http_connections'],
          ['ended: {{reason}}', `sum by (reason) (${rate('parley_http_connections_dropped_total')})`],
        ],
      },
      {
        title: 'Cut by us',
        about: 'Sockets closed for what their client did or did not do.',
        unit: 'reqps',
        queries: [
          [
            '{{reason}}',
            `sum by (reason) (${rate('parley_gateway_connections_closed_total{reason=~"SLOW_READER|FLOOD|HEARTBEAT_MISSED|HELLO_LATE|MALFORMED"}')})`,
          ],
        ],
      },
      {
        title: 'Logins',
        about: 'Limited are those after too many failures.',
        unit: 'reqps',
        queries: [
          ['{{outcome}}', `sum by (outcome) (${rate('parley_auth_logins_total')})`],
          ['tokens reused', `sum(${rate('parley_auth_refreshes_reused_total')})`],
        ],
      },
      {
        title: 'Password hashes',
        about: 'From 500 that wait on, further ones are refused.',
        unit: 'short',
        queries: [
          ['{{instance}} waiting', 'parley_auth_hashes_waiting'],
          ['{{instance}} running', 'parley_auth_hashes_running'],
        ],
      },
    ],
  ],
]
