"""Asking for memory ahead: a row that will be read soon is on its way to the processor while others are worked on."""

from __future__ import annotations

from typing import Any

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload
from numba.np.arrayobj import make_array

from tvsim.models.shared import COMPILED

LINE_BYTES = 64
"""What is fetched at once."""


def fetch(rows: Any, row: int) -> None:
    """Ask for a row of an array; without a compiler there is nothing to be done."""


@intrinsic
def _fetch(context: Any, rows: Any, row: Any) -> Any:
    """Ask the processor for all lines of a row."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = make_array(signature.args[0])(context, builder, arguments[0])
        size = context.get_abi_sizeof(context.get_data_type(rows.dtype))
        begin = builder.bitcast(array.data, cgutils.voidptr_t)
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", (cgutils.voidptr_t,), _PREFETCH)
        for_reading, keep, data = (cgutils.int32_t(number) for number in (0, 3, 1))
        for line in range(0, size, LINE_BYTES):
            place = builder.add(builder.mul(arguments[1], cgutils.intp_t(size)), cgutils.intp_t(line))
            builder.call(prefetch, [builder.gep(begin, [place]), for_reading, keep, data])
        return context.get_dummy_value()

    return types.void(rows, types.intp), generate


_PREFETCH = cgutils.ir.FunctionType(
    cgutils.ir.VoidType(), [cgutils.voidptr_t, cgutils.int32_t, cgutils.int32_t, cgutils.int32_t]
)


@overload(fetch, jit_options=COMPILED)
def _compiled_fetch(rows: Any, row: Any) -> Any:
    """Compiled twin of `fetch`."""

    def ask(rows: Any, row: Any) -> None:
        _fetch(rows, row)

    return ask
