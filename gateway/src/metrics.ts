/** What a gateway measures. */
import { counter, gauge, histogram, processMetrics, sizeBuckets, waitBuckets } from '@parley/service-kit'

export const gatewayMetrics = {
  ...processMetrics,
  parley_gateway_connections: gauge('sockets that are open now'),
  parley_gateway_connections_opened_total: counter('sockets opened'),
  parley_gateway_connections_closed_total: counter(
    'sockets closed, by the name of the close code; CLIENT where the client closed, MALFORMED for what RFC 6455 forbids, LOST where the line broke',
    ['reason'],
  ),
  parley_gateway_handshakes_refused_total: counter('handshakes refused, by the name of the error', ['name']),
  parley_gateway_limits_met_total: counter('times that somebody was refused, reset or cut by a limit, by its setting', [
    'limit',
  ]),
  parley_gateway_unread_bytes: gauge('bytes that wait for clients which do not take them'),
  parley_gateway_frames_received_total: counter('frames from clients'),
  parley_gateway_deliveries_total: counter('events handed to sockets: events times readers'),
  parley_gateway_signals_dropped_total: counter(
    'signals that a socket had no room for, times sockets: of a state the latest follows when there is room, what is passing is left out',
    ['kind'],
  ),
  parley_gateway_commands_total: counter('commands answered, over sockets and HTTP', ['command', 'outcome']),
  parley_gateway_command_seconds: histogram(
    "time from a command's arrival to its answer, by who answers and the class of its rate",
    waitBuckets,
    ['owner', 'class'],
  ),
  parley_gateway_commands_unanswered: gauge('commands that services have not answered yet'),
  parley_gateway_errors_total: counter('errors that clients were answered, by their name and number in the protocol', [
    'name',
    'code',
  ]),
  parley_gateway_refusals_total: counter('commands refused before a service saw them, by the name of the error', [
    'reason',
    'class',
  ]),
  parley_gateway_streams: gauge('streams that the gateway follows'),
  parley_gateway_topics: gauge('topics that somebody watches, or has watched a moment ago'),
  parley_gateway_events_received_total: counter('events that came over NATS, repeats included'),
  parley_gateway_gaps_repaired_total: counter('gaps in a stream that were closed by asking its owner'),
  parley_gateway_resets_total: counter('streams that were announced to a client as reset'),
  parley_gateway_histories_lost_total: counter(
    'streams of which the owner has another history than was delivered: it is in another epoch, has less in the same one (head), has another event there, or knows the stream no more (gone)',
    ['fault'],
  ),
  parley_gateway_positions_ahead_total: counter(
    'positions of clients beyond the end of the stream in the same epoch: what they were shown is lost, or they claim what never was',
  ),
  parley_gateway_question_size: histogram(
    'readers, streams, topics or positions in one question to their owner',
    sizeBuckets,
    ['question'],
  ),
}
