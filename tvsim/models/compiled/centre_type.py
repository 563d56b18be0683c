"""What a `Centre` is in compiled code: one address, from which its arrays are found as attributes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import carray, types
from numba.core import cgutils
from numba.extending import (
    NativeValue,
    intrinsic,
    models,
    overload_attribute,
    register_model,
    typeof_impl,
    unbox,
)

from tvsim.models.compiled.layout import ARRAYS, Centre


class CentreType(types.Type):
    """Type of a `Centre`; there is one."""

    def __init__(self) -> None:
        super().__init__(name="Centre")


CENTRE = CentreType()
_WORD = cgutils.ir.IntType(64)


@typeof_impl.register(Centre)
def _type_of_centre(value: Centre, context: Any) -> CentreType:
    return CENTRE


@register_model(CentreType)
class CentreModel(models.OpaqueModel):
    """The address of the descriptor."""


@unbox(CentreType)
def _unbox_centre(kind: CentreType, centre: Any, c: Any) -> NativeValue:
    number = c.pyapi.object_getattr_string(centre, "address")
    address = c.pyapi.long_as_voidptr(number)
    c.pyapi.decref(number)
    return NativeValue(address, is_error=cgutils.is_not_null(c.builder, c.pyapi.err_occurred()))


def _entry(builder: Any, address: Any, place: Any) -> Any:
    """Load an entry of the descriptor."""
    entries = builder.bitcast(address, _WORD.as_pointer())
    return builder.load(builder.gep(entries, [place]))


@intrinsic
def _rows_at(context: Any, centre: Any, number: Any) -> Any:
    """Address of an array."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        centre, number = arguments
        return builder.inttoptr(_entry(builder, centre, builder.mul(number, _WORD(2))), cgutils.voidptr_t)

    return types.voidptr(centre, types.int64), generate


@intrinsic
def _length(context: Any, centre: Any, number: Any) -> Any:
    """Length of an array."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        centre, number = arguments
        return _entry(builder, centre, builder.add(builder.mul(number, _WORD(2)), _WORD(1)))

    return types.intp(centre, types.int64), generate


def _getter(number: int, dtype: np.dtype[Any]) -> Callable[[Any], Any]:
    """What Numba is to compile for an attribute."""

    def attribute(centre: Any) -> Any:
        def get(centre: Any) -> Any:
            return carray(_rows_at(centre, number), (_length(centre, number),), dtype)

        return get

    return attribute


for _number, (_name, _dtype) in enumerate(ARRAYS.items()):
    overload_attribute(CentreType, _name)(_getter(_number, _dtype))
