#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""A 16550 UART in memory, which QEMU does not have on x86: RAM that ACPI describes as one, with
registers of a byte. What is read never changes: ready to send, nothing received. A driver
that takes the registers to be 4 bytes apart finds the same.

    uart.py table ADDRESS              write the body of an SSDT that has the UART
    uart.py registers                  write the registers
    uart.py watch ADDRESS SOCKET       print each character that is written while ADDRESS is
                                       mapped one to one; SOCKET is that of QEMU's gdb stub

A character overwrites the one before, so the gdb stub has to stop the machine for each.
"""
import socket
import struct
import sys
import time

REGISTERS = {"IIR": (2, 0x01), "LSR": (5, 0x60), "MSR": (6, 0x90)}
SIZE = 32


def registers():
    """What the RAM has at first"""
    data = bytearray(SIZE)
    for at, value in REGISTERS.values():
        data[at] = data[at * 4] = value
    return data


def block(opcode, body):
    """An AML object whose length, below 64, is in one byte"""
    return opcode + bytes([len(body) + 1]) + body


def table(address):
    """Scope(\\_SB) { Device(UART) { Name(_HID, EisaId("PNP0501")) Name(_CRS, ...) } }"""
    resources = struct.pack("<BHBIIBB", 0x86, 9, 1, address, SIZE, 0x79, 0)
    crs = block(b"\x11", b"\x0a" + bytes([len(resources)]) + resources)
    hid = b"\x0c\x41\xd0\x05\x01"
    device = block(b"\x5b\x82", b"UART" + b"\x08_HID" + hid + b"\x08_CRS" + crs)
    return block(b"\x10", b"\\_SB_" + device)


class Stub:
    """A connection to a gdb stub, as far as it is needed here"""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        while True:
            try:
                self.socket.connect(path)
                break
            except (FileNotFoundError, ConnectionRefusedError):
                time.sleep(0.1)
        self.bytes = self.socket.makefile("rb")

    def send(self, text):
        """Send a packet"""
        data = text.encode()
        self.socket.sendall(b"$%s#%02x" % (data, sum(data) & 0xFF))

    def receive(self):
        """Return the next packet, None at the end"""
        while True:
            byte = self.bytes.read(1)
            if not byte:
                return None
            if byte == b"$":
                break
        text = b""
        while (byte := self.bytes.read(1)) != b"#":
            if not byte:
                return None
            text += byte
        self.bytes.read(2)
        self.socket.sendall(b"+")
        return text.decode()

    def ask(self, text):
        """Send a packet and return the reply"""
        self.send(text)
        return self.receive()


def watch(address, path):
    """Print what is written to the UART until QEMU ends"""
    stub = Stub(path)
    reply = stub.ask(f"Z2,{address:x},1")
    # First it may report that it has stopped the machine for us.
    while reply and reply.startswith("T"):
        reply = stub.receive()
    if reply != "OK":
        sys.exit("the gdb stub has no watchpoints")
    while True:
        stop = stub.ask("c")
        if not stop or not stop.startswith("T05"):
            return
        value = stub.ask(f"m{address:x},1")
        sys.stdout.buffer.write(bytes.fromhex(value))
        sys.stdout.flush()


def main():
    """Do what the first argument says"""
    match sys.argv[1:]:
        case ["table", address]:
            sys.stdout.buffer.write(table(int(address, 0)))
        case ["registers"]:
            sys.stdout.buffer.write(registers())
        case ["watch", address, path]:
            try:
                watch(int(address, 0), path)
            except (BrokenPipeError, ConnectionResetError):
                pass
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
