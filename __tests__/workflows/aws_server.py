"""Runs the AWS CLI's own code in forks of a process that has already loaded it, which takes a tenth of a start of `aws`.

Writes a command `aws` into the folder given as its argument, which hands its arguments, environment and streams over a socket.
"""
import json
import os
import signal
import socket
import sys
import threading

from awscli.clidriver import create_clidriver

CLIENT = f"""#!{sys.executable} -SE
import json, os, socket, sys
connection = socket.socket(socket.AF_UNIX)
connection.connect(os.path.join(os.path.dirname(__file__), "socket"))
request = json.dumps({{"arguments": sys.argv[1:], "environment": dict(os.environ), "folder": os.getcwd()}}).encode()
socket.send_fds(connection, [len(request).to_bytes(4, "big")], [1, 2])
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
    return json.loads(data), streams


def serve(connection, driver):
    """Runs one command in this fork, and ends with its client: a client that is killed kills the command."""
    request, streams = receive(connection)
    for number, stream in enumerate(streams, start=1):
        os.dup2(stream, number)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    threading.Thread(target=lambda: connection.recv(1) or os._exit(137), daemon=True).start()
    code = driver.main(request["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(bytes([code or 0]))
    os._exit(0)


def main(folder):
    """Serves until its parent closes standard input."""
    driver = create_clidriver()
    loader = driver.session.get_component("data_loader")
    for service in ("ecs", "ec2", "autoscaling"):
        for kind in ("service-2", "endpoint-rule-set-1", "paginators-1"):
            loader.load_service_model(service, kind)
    server = socket.socket(socket.AF_UNIX)
    server.bind(os.path.join(folder, "socket"))
    server.listen(64)
    command = os.path.join(folder, "aws")
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


main(sys.argv[1])
