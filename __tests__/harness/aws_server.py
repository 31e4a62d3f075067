"""Runs the AWS CLI's own code in forks of a process that has already loaded it, which takes a tenth of a start of `aws`.

Arguments: a folder, and the services to load. Writes two commands into the folder, which hand their arguments, environment and
streams over a socket: `aws`, and `loaded-python`, which runs a script.
"""
import marshal
import os
import runpy
import signal
import socket
import sys
import threading
import types

import boto3
import botocore.waiter
from awscli.clidriver import create_clidriver

# Imports built-in modules alone, since `json`, `os` and `socket` take longer than the rest.
CLIENT = f"""#!{sys.executable} -IS
import _socket, marshal, posix, sys
connection = _socket.socket(_socket.AF_UNIX)
connection.connect(sys.argv[0].rpartition("/")[0] + "/socket")
request = marshal.dumps((sys.argv, dict(posix.environ), posix.getcwd()))
streams = b"".join(stream.to_bytes(4, sys.byteorder) for stream in (1, 2))
connection.sendmsg([len(request).to_bytes(4, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
connection.sendall(request)
code = connection.recv(1)
sys.exit(code[0] if code else 255)
"""


def receive(connection):
    """Returns the request and the two streams of a client."""
    header, streams, _, _ = socket.recv_fds(connection, 4, 2)
    length, data = int.from_bytes(header, "big"), b""
    while len(data) < length:
        data += connection.recv(length - len(data))
    return marshal.loads(data), streams


def serve(connection, driver):
    """Runs one command in this fork, and ends with its client: a client that is killed kills the command."""
    ((command, *arguments), environment, folder), streams = receive(connection)
    for number, stream in enumerate(streams, start=1):
        os.dup2(stream, number)
    os.environb.clear()
    os.environb.update(environment)
    os.chdir(folder)
    threading.Thread(target=lambda: connection.recv(1) or os._exit(137), daemon=True).start()
    code = driver.main(arguments) if os.path.basename(command) == "aws" else run_script(*arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(bytes([code or 0]))
    os._exit(0)


def run_script(path):
    """Runs a script, and lets a failure end the command."""
    try:
        runpy.run_path(path)
        return 0
    except Exception as error:  # Whatever it is, the client has to hear of it.
        print(error, file=sys.stderr)
        return 1


def load(services):
    """Loads, once for all forks, the data that commands and clients are made from. No credentials: each fork reads its own."""
    # `aws … wait` polls without a pause, as the scripts sleep without one: moto changes a state by polls, not by time.
    botocore.waiter.time = types.SimpleNamespace(sleep=lambda seconds: None)
    driver = create_clidriver()
    loader = driver.session.get_component("data_loader")
    anyone = {"region_name": "us-east-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}
    for service in services:
        driver._get_command_table()[service]._get_command_table()
        driver.session.create_client(service, **anyone)
        loader.load_service_model(service, "paginators-1")
        boto3.client(service, **anyone)
    return driver


def main(folder, *services):
    """Serves until its parent closes standard input."""
    driver = load(services)
    server = socket.socket(socket.AF_UNIX)
    server.bind(os.path.join(folder, "socket"))
    server.listen(64)
    for command in (os.path.join(folder, name) for name in ("aws", "loaded-python")):
        with open(command, "w", encoding="utf-8") as file:
            file.write(CLIENT)
        os.chmod(command, 0o755)
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    while True:
        connection, _ = server.accept()
        if os.fork() == 0:
            server.close()
            serve(connection, driver)
        connection.close()


main(*sys.argv[1:])
