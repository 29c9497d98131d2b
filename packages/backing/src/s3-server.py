"""OpenStack Swift with its S3 interface, all of it in one process: `s3-server.py <folder> <port>`.

The folder has the key of its one user, `parley:files`, in the file `key`. It says `listening` when its bucket `parley` is there.
"""
import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
import sys  # noqa: E402

from eventlet import wsgi  # noqa: E402
from swift.common import utils  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.swob import Request  # noqa: E402
from swift.common.wsgi import loadapp  # noqa: E402

KINDS = ('account', 'container', 'object')

PART = """[DEFAULT]
devices = {folder}
swift_dir = {folder}
mount_check = false
fallocate_reserve = 0
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""

PROXY = """[DEFAULT]
swift_dir = {folder}
[pipeline:main]
pipeline = s3api tempauth slo proxy-server
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_parley_files = {key} .admin
[filter:slo]
use = egg:swift#slo
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
conn_timeout = 10
node_timeout = 60
error_suppression_limit = 1000000
"""


class Remembered:
    """What is kept in memcached otherwise."""

    def __init__(self):
        self.values = {}

    def get(self, key, **_):
        return self.values.get(key)

    def set(self, key, value, **_):
        self.values[key] = value

    def delete(self, key, **_):
        self.values.pop(key, None)


def write(folder, name, text):
    with open(os.path.join(folder, name), 'w') as file:
        file.write(text)


def make_ring(folder, kind, port):
    builder = RingBuilder(1, 1, 0)
    builder.add_dev({
        'id': 0, 'region': 1, 'zone': 1, 'weight': 1, 'device': 'disk', 'ip': '127.0.0.1', 'port': port,
        'replication_ip': '127.0.0.1', 'replication_port': port,
    })
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, kind + '.ring.gz'))


def serve(folder, kind, listener, around=lambda app: app):
    app = around(loadapp(os.path.join(folder, kind + '.conf')))
    eventlet.spawn(wsgi.server, listener, app, log_output=False)
    return app


def remembering(app):
    remembered = Remembered()

    def answer(env, start):
        env['swift.cache'] = remembered
        return app(env, start)

    return answer


def main(folder, port):
    listener = eventlet.listen(('127.0.0.1', port))
    with open(os.path.join(folder, 'key')) as file:
        key = file.read().strip()
    os.makedirs(os.path.join(folder, 'disk'), exist_ok=True)
    write(folder, 'swift.conf', '[swift-hash]\nswift_hash_path_suffix = parley\n')
    write(folder, 'proxy.conf', PROXY.format(folder=folder, key=key))
    utils.set_swift_dir(folder)
    for kind in KINDS:
        part = eventlet.listen(('127.0.0.1', 0))
        write(folder, kind + '.conf', PART.format(folder=folder, kind=kind))
        make_ring(folder, kind, part.getsockname()[1])
        serve(folder, kind, part)
    answer = serve(folder, 'proxy', listener, remembering)
    override = {'swift.authorize_override': True, 'swift.authorize': lambda _: None}
    made = Request.blank('/v1/AUTH_parley/parley', method='PUT', environ=override).get_response(answer)
    print('listening' if made.is_success else made.status, flush=True)
    while True:
        eventlet.sleep(3600)


main(sys.argv[1], int(sys.argv[2]))
