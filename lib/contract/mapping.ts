import { z } from "zod";
import { Mapping } from "../mapping/schema";

/** A mapping to load through: the name of a ready one, or the mapping itself. */
export const MappingChoice = z.union([z.string().trim().min(1).max(60), Mapping]);
export type MappingChoice = z.infer<typeof MappingChoice>;

const Folder = z.string().trim().min(1).max(1000);

export const LoadRequest = z.strictObject({ folder: Folder, mapping: MappingChoice.optional() });
export type LoadRequest = z.infer<typeof LoadRequest>;
