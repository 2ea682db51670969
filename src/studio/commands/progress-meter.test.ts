import { describe, expect, it } from "vitest";
import { createProgressMeter } from "./progress-meter.ts";

describe("progress meter", () => {
  it("takes the rate from the last seconds and the time left from the rate", () => {
    let time = 0;
    const meter = createProgressMeter(() => time);
    meter.at("Captions", 0, 100);
    time = 2000;
    // 20 in 2 s is 10 a second; 80 are left.
    expect(meter.at("Captions", 20, 100)).toEqual({
      label: "Captions",
      done: 20,
      total: 100,
      rate: 10,
      secondsLeft: 8,
    });
  });

  it("forgets results that came from the store at once", () => {
    let time = 0;
    const meter = createProgressMeter(() => time);
    meter.at("Captions", 0, 1000);
    time = 100;
    meter.at("Captions", 500, 1000);
    for (time = 1100; time <= 12_100; time += 1000) meter.at("Captions", 500 + time / 1000, 1000);
    time = 12_600;
    // One a second since, although 500 were there in the first tenth of a second.
    expect(meter.at("Captions", 512.6, 1000).rate).toBeCloseTo(1, 1);
  });

  it("starts again when another part of the job begins", () => {
    let time = 0;
    const meter = createProgressMeter(() => time);
    meter.at("Images", 0, 10);
    time = 1000;
    meter.at("Images", 10, 10);
    time = 2000;
    expect(meter.at("Texts", 0, 10).rate).toBeNull();
  });
});
