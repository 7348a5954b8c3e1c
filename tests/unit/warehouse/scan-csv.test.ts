import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { readCsvHead } from "@/adapters/warehouse/csv-header";
import { findBadUtf8, scanCsv } from "@/adapters/warehouse/scan-csv";
import { temporaryFolder } from "@/tests/support/load-folder";

const folder = temporaryFolder();
const write = (text: string | Buffer) => {
  const path = join(folder, "file.csv");
  writeFileSync(path, text);
  return path;
};
const linesOf = async (text: string, fields: number) => {
  const lines: number[] = [];
  const scan = await scanCsv(write(text), fields, { maxFaults: 10, onLine: (_, line) => lines.push(line) });
  return { lines, scan };
};

test.each([
  ["LF", "a,b\n1,2\n3,4\n", [2, 3]],
  ["CRLF and no last newline", "a,b\r\n1,2\r\n3,4", [2, 3]],
  ["a quoted newline", 'a,b\n1,"x\ny"\n3,4\n', [2, 4]],
  ["blank lines", "a,b\n\n1,2\n\n\n3,4\n", [3, 6]],
  ["doubled quotes and commas", 'a,b\n"1 ""x"", y",2\n3,4\n', [2, 3]],
  ["a header alone", "a,b\n", []],
  ["a header over two lines", '"a\nx",b\n1,2\n', [3]],
])("knows the line of each record: %s", async (_name, text, lines) => {
  const found = await linesOf(text, 2);
  expect(found.lines).toEqual(lines);
  expect(found.scan).toMatchObject({ records: lines.length, faultCount: 0 });
});

test.each([
  ["a field too few", "a,b\n1\n3,4\n", { line: 2, value: "1 fields" }],
  ["a field too many", "a,b\n1,2\n3,4,5\n", { line: 3, value: "3 fields" }],
  ["an open quote", 'a,b\n1,2\n3,"4\n', { line: 3, value: null }],
  ["text after a quote", 'a,b\n1,"2"x\n', { line: 2, value: null }],
])("finds the shape fault: %s", async (_name, text, fault) => {
  const { scan } = await linesOf(text, 2);
  expect(scan.faultCount).toBe(1);
  expect(scan.faults[0]).toMatchObject(fault);
});

test("any records come back with as many lines as they have", async () => {
  const cell = fc.string({ unit: fc.constantFrom("a", " ", ",", '"', "\n", "é") });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { maxLength: 6 }), async (rows) => {
      const quoted = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(","));
      let line = 2;
      const expected = quoted.map((row) => {
        const start = line;
        line += row.split("\n").length;
        return start;
      });
      const { lines, scan } = await linesOf(["a,b", ...quoted].join("\n"), 2);
      expect(lines).toEqual(expected);
      expect(scan.faultCount).toBe(0);
    }),
    { numRuns: 50 },
  );
});

test("bytes without a quote, which are told by commas and line ends alone, give what every byte looked at gives", async () => {
  const body = fc.string({ unit: fc.constantFrom("a", " ", ",", "\n", "\r", "é"), maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(body, fc.constantFrom(2, 3), async (text, fields) => {
      const last = `"x"${",y".repeat(fields - 1)}`;
      const { lines, scan } = await linesOf(`h\n${text}\n`, fields);
      const whole = await linesOf(`h\n${text}\n${last}`, fields);
      expect(whole.lines.slice(0, -1)).toEqual(lines);
      expect({ ...whole.scan, records: whole.scan.records - 1 }).toEqual(scan);
    }),
    { numRuns: 200 },
  );
});

test("names the lines that are not UTF-8", async () => {
  const path = write(
    Buffer.concat([Buffer.from("a,b\n1,é\n"), Buffer.from([0x31, 0x2c, 0xe9, 0x0a]), Buffer.from("3,4")]),
  );
  expect(await findBadUtf8(path, 10)).toEqual({ lines: [3], count: 1 });
  expect(await findBadUtf8(write("a,b\n1,é"), 10)).toBeNull();
});

test.each([
  ['\uFEFF Customer_ID ,"Na""me", x\r\n1,2,3\n', ",", ["Customer_ID", 'Na"me', "x"]],
  ['id;"amount; gross";x\n1;2;3\n', ";", ["id", "amount; gross", "x"]],
  ["\uFEFFid\tname, first\tx\n", "\t", ["id", "name, first", "x"]],
  ["id|name\n1|2", "|", ["id", "name"]],
  ["id\n1;2\n", ",", ["id"]],
])("reads a header with a mark, quotes and whatever stands between its names: %j", async (text, delimiter, names) => {
  expect(await readCsvHead(write(text))).toEqual({ names, delimiter });
});

test.each([";", "\t", "|"] as const)("counts fields and finds lines between %j", async (delimiter) => {
  const text = ["a,b,c", "1,2,3", '"4,x",5,6', "7,8", "", "9,0,1"].join("\n").replaceAll(",", delimiter);
  const lines: number[] = [];
  const scan = await scanCsv(write(text), 3, { delimiter, maxFaults: 10, onLine: (_, line) => lines.push(line) });
  expect(lines).toEqual([2, 3, 6]);
  expect(scan.faults).toEqual([{ line: 4, value: "2 fields", expected: "3 fields, as the header has" }]);
});
