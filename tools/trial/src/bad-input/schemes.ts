import { leaf, GRADES, scheme } from './bodies';
import { type Json, type Wrong, invalid } from './wrong';

export const badScheme = (name: string, with_: Json, field: string): Wrong =>
  invalid(name, 'kaohe', 'PUT /v1/schemes/new', scheme(with_), field, 'SCHEME_INVALID');

export const schemes: Wrong[] = [
  badScheme('weights of 90', { nodes: [leaf({ share: '90' })] }, 'scheme.nodes'),
  badScheme('no nodes', { nodes: [] }, 'scheme.nodes'),
  badScheme('grades that leave low scores out', { grades: GRADES.slice(0, 1) }, 'scheme.grades[0].minScore'),
  badScheme('grades upside down', { grades: GRADES.toReversed() }, 'scheme.grades[1].minScore'),
  badScheme('a leaf without a method', { nodes: [leaf({ ratioToTarget: undefined })] }, 'scheme.nodes[0]'),
  badScheme(
    'equal ends',
    { nodes: [leaf({ ratioToTarget: undefined, linear: { unacceptable: '60', satisfactory: '60.0' } })] },
    'scheme.nodes[0].linear.satisfactory',
  ),
  badScheme(
    'ends the wrong way round',
    { nodes: [leaf({ ratioToTarget: undefined, linear: { unacceptable: '98', satisfactory: '60' } })] },
    'scheme.nodes[0].linear.satisfactory',
  ),
  badScheme(
    'an indicator that is not there',
    { nodes: [leaf({ indicatorId: 'moon' })] },
    'scheme.nodes[0].indicatorId',
  ),
  badScheme('a share that is not a number', { nodes: [leaf({ share: 'NaN' })] }, 'scheme.nodes[0].share'),
  badScheme('99 digits', { rounding: { itemDigits: 99 } }, 'scheme.rounding.itemDigits'),
  badScheme(
    'ties by a node that is not there',
    { tieRule: 'TIE_RULE_BY_NODES', tieNodeIds: ['moon'] },
    'scheme.tieNodeIds[0]',
  ),
  invalid(
    'a method that is not there',
    'kaohe',
    'PUT /v1/schemes/new',
    scheme({ nodes: [leaf({ magic: {} })] }),
    'scheme.nodes[0].magic',
  ),
  invalid(
    'two methods',
    'kaohe',
    'PUT /v1/schemes/new',
    scheme({ nodes: [leaf({ linear: { unacceptable: '1', satisfactory: '2' } })] }),
  ),
  invalid(
    'a group that is not there',
    'kaohe',
    'PUT /v1/schemes/new',
    scheme({ unitGroupId: 'moon' }),
    'scheme.unitGroupId',
    'UNIT_GROUP_NOT_FOUND',
  ),
];
