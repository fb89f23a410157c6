import { bilingual, invalid, notFound } from '@fuxing/errors';
import { Unit, UnitGroup, UnitKind } from '@fuxing/contracts/indicators/v1/units';
import { type Document, Documents, inTenant } from '@fuxing/db';
import { publish } from '@fuxing/outbox';
import { caller, fields, page, slice } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { isCreditCode } from '../domain/credit-code';
import { findCycle } from '../domain/graph';
import { unitChanged, unitGroupChanged } from '../events/published';

export const PutUnit = z.object({
  unitId: fields.id,
  etag: z.string(),
  unit: z.object({
    name: fields.name,
    nameEn: z.string().max(200),
    kind: fields.oneOf(UnitKind),
    parentUnitId: fields.id.or(z.literal('')),
    creditCode: z
      .string()
      .refine(
        (code) => code === '' || isCreditCode(code),
        bilingual(
          'must be a unified social credit code with a valid check character',
          '应为校验码正确的统一社会信用代码',
        ),
      ),
    divisionCode: z
      .string()
      .regex(/^(\d{6}|\d{9}|\d{12})?$/, bilingual('must be 6, 9 or 12 digits', '应为 6、9 或 12 位数字')),
  }),
});

export const PutUnitGroup = z.object({
  unitGroupId: fields.id,
  etag: z.string(),
  unitGroup: z.object({
    name: fields.name,
    nameEn: z.string().max(200),
    unitIds: fields.listOf(fields.id, 1, 10_000),
  }),
});

export const ListUnits = z.object({ ...fields.pageFields, parentUnitId: z.string() });
export const ListUnitGroups = z.object(fields.pageFields);

@Injectable()
export class UnitsService {
  private readonly units = new Documents('unit');
  private readonly groups = new Documents('unit_group');

  constructor(private readonly db: DataSource) {}

  /** Stores a unit below an existing parent; the tree stays a tree. */
  putUnit({ unitId, unit, etag }: z.infer<typeof PutUnit>): Promise<Unit> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('unit-tree', 0))`);
      if (unit.parentUnitId) await this.assertParent(tx, unitId, unit.parentUnitId);
      const wanted: Unit = { ...unit, unitId, etag: '' };
      const stored = await this.units.put(tx, unitId, Unit.toJSON(wanted) as object, etag);
      const message = toUnit(stored);
      if (stored.changed) await publish(tx, unitChanged(message));
      return message;
    });
  }

  getUnit(unitId: string): Promise<Unit> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const stored = await this.units.get(tx, unitId);
      if (!stored) throw notFound('UNIT_NOT_FOUND', `No unit ${unitId}.`, `没有单位 ${unitId}。`);
      return toUnit(stored);
    });
  }

  listUnits(request: z.infer<typeof ListUnits>) {
    const { parentUnitId } = request;
    const at = page(request, { parentUnitId });
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await this.units.list(
        tx,
        at.after?.[0],
        at.size + 1,
        parentUnitId ? { parentUnitId } : {},
      );
      const { rows, nextPageToken } = slice(found, at, ({ id }) => [id]);
      return { units: rows.map(toUnit), nextPageToken };
    });
  }

  /** Stores a group of existing units. */
  putGroup({ unitGroupId, unitGroup, etag }: z.infer<typeof PutUnitGroup>): Promise<UnitGroup> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      await this.assertMembers(tx, unitGroup.unitIds);
      const wanted: UnitGroup = { ...unitGroup, unitGroupId, etag: '' };
      const stored = await this.groups.put(tx, unitGroupId, UnitGroup.toJSON(wanted) as object, etag);
      const message = toGroup(stored);
      if (stored.changed) await publish(tx, unitGroupChanged(message));
      return message;
    });
  }

  getGroup(unitGroupId: string): Promise<UnitGroup> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const stored = await this.groups.get(tx, unitGroupId);
      if (!stored)
        throw notFound(
          'UNIT_GROUP_NOT_FOUND',
          `No unit group ${unitGroupId}.`,
          `没有考核分组 ${unitGroupId}。`,
        );
      return toGroup(stored);
    });
  }

  listGroups(request: z.infer<typeof ListUnitGroups>) {
    const at = page(request);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await this.groups.list(tx, at.after?.[0], at.size + 1);
      const { rows, nextPageToken } = slice(found, at, ({ id }) => [id]);
      return { unitGroups: rows.map(toGroup), nextPageToken };
    });
  }

  private async assertParent(tx: EntityManager, unitId: string, parentUnitId: string): Promise<void> {
    const rows: { id: string; parent: string | null }[] = await tx.query(
      `SELECT DISTINCT ON (unit_id) unit_id AS id, content->>'parentUnitId' AS parent FROM unit ORDER BY unit_id, version DESC`,
    );
    const parents = new Map(rows.map(({ id, parent }) => [id, parent ? [parent] : []]));
    if (unitId !== parentUnitId && !parents.has(parentUnitId)) {
      throw invalid(
        'unit.parentUnitId',
        'UNIT_PARENT_NOT_FOUND',
        `There is no unit ${parentUnitId} to be the parent.`,
        `没有可作为上级的单位 ${parentUnitId}。`,
      );
    }
    parents.set(unitId, [parentUnitId]);
    const cycle = findCycle(unitId, (id) => parents.get(id) ?? []);
    if (cycle) {
      const way = cycle.join(' → ');
      throw invalid(
        'unit.parentUnitId',
        'UNIT_CYCLE',
        `The units form a circle: ${way}.`,
        `单位隶属关系形成循环：${way}。`,
      );
    }
  }

  private async assertMembers(tx: EntityManager, unitIds: string[]): Promise<void> {
    const there = await this.units.getMany(tx, unitIds);
    for (const [n, unitId] of unitIds.entries()) {
      if (!there.has(unitId)) {
        throw invalid(
          `unitGroup.unitIds[${n}]`,
          'UNIT_NOT_FOUND',
          `No unit ${unitId}.`,
          `没有单位 ${unitId}。`,
        );
      }
      if (unitIds.indexOf(unitId) !== n) {
        throw invalid(
          `unitGroup.unitIds[${n}]`,
          'UNIT_TWICE',
          `${unitId} stands twice.`,
          `单位 ${unitId} 重复。`,
        );
      }
    }
  }
}

const toUnit = (stored: Document): Unit => Unit.fromJSON({ ...stored.content, etag: stored.etag });
const toGroup = (stored: Document): UnitGroup => UnitGroup.fromJSON({ ...stored.content, etag: stored.etag });
