const separator = 0xff;

/**
 * Prometheus' fingerprint of a label set: FNV-1a 64 over name, 0xFF, value, 0xFF of each label, names in byte order, as 16 hex digits.
 * Equal to `model.LabelSet.Fingerprint` of prometheus/common for every label set.
 */
export function fingerprintOf(labels: Readonly<Record<string, string>>): string {
  const entries = Object.entries(labels).map(([name, value]) => ({ name: Buffer.from(name), value: Buffer.from(value) }));
  entries.sort((a, b) => Buffer.compare(a.name, b.name));
  const hash = new Fnv1a64();
  for (const { name, value } of entries) {
    hash.add(name);
    hash.addByte(separator);
    hash.add(value);
    hash.addByte(separator);
  }
  return hash.hex();
}

/** The 64-bit state as two halves of 32 bits; the prime is 2^40 + 0x1b3, so each product stays exact in a double. */
class Fnv1a64 {
  private high = 0xcbf29ce4;
  private low = 0x84222325;

  addByte(byte: number): void {
    const low = (this.low ^ byte) >>> 0;
    const product = low * 0x1b3;
    this.high = (this.high * 0x1b3 + Math.floor(product / 0x1_0000_0000) + ((low << 8) >>> 0)) >>> 0;
    this.low = product >>> 0;
  }

  add(bytes: Uint8Array): void {
    for (const byte of bytes) this.addByte(byte);
  }

  hex(): string {
    return this.high.toString(16).padStart(8, "0") + this.low.toString(16).padStart(8, "0");
  }
}
