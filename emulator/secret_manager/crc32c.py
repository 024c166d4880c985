"""CRC-32C (Castagnoli), the checksum Secret Manager gives with every payload (RFC 3720, B.4)."""

_POLYNOMIAL = 0x82F63B78


def crc32c(data: bytes) -> int:
    """Return the checksum of the bytes as a number of 32 bits."""
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (_POLYNOMIAL if value & 1 else 0)
    return value ^ 0xFFFFFFFF
