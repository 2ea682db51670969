/** The folder through which the page hands numbers to the Python peers. */

export async function putFloats(name: string, values: Float32Array<ArrayBuffer>): Promise<void> {
  await put(name, values);
}

export async function putJson(name: string, value: unknown): Promise<void> {
  await put(name, JSON.stringify(value));
}

async function put(name: string, body: BodyInit): Promise<void> {
  const response = await fetch(`exchange/${name}`, { method: "PUT", body });
  if (!response.ok) throw new Error(`${name} could not be written`);
}
