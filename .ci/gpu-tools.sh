# Gets what the GPU kernels' tests can use on a machine without a GPU, where apt-get works: PoCL (OpenCL on the
# processor, with clang) and CUDA's assembler. What cannot be had only means skipped tests, and one line here.
# Sourced by run; sets ZEROTOHERO_PTXAS and ZEROTOHERO_NVDISASM.

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

exists() { compgen -G "$1" >/dev/null; }

has_opencl() { { exists "/usr/lib/*/libOpenCL.so.1" || exists "/usr/lib*/libOpenCL.so.1"; } && exists "/etc/OpenCL/vendors/*.icd"; }

install_package() {
    as_root timeout 120 apt-get update -qq &&
        as_root env DEBIAN_FRONTEND=noninteractive timeout 400 apt-get install -y -qq --no-install-recommends "$@"
}

# Where this machine gets Debian's packages from.
debian_archive() { apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 2>/dev/null | grep -E '/debian/?$' | head -n 1; }

# Debian's package of CUDA's toolkit, its signature checked; two programs of it are kept. It is not free software, and not redistributed.
fetch_ptxas() {
    local folder=$1 archive temporary
    archive=$(debian_archive)
    [ -n "$archive" ] && temporary=$(mktemp -d) || return 1
    (
        set -e
        cd "$temporary"
        mkdir -p lists/partial cache/archives/partial content
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive trixie non-free" > sources.list
        options=(-qq -o Dir::Etc::sourcelist="$temporary/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$temporary/lists"
            -o Dir::Cache="$temporary/cache" -o Debug::NoLocking=1 -o APT::Sandbox::User="$(id -un)")
        timeout 120 apt-get "${options[@]}" update
        timeout 400 apt-get "${options[@]}" download nvidia-cuda-toolkit
        dpkg-deb --fsys-tarfile nvidia-cuda-toolkit_*.deb | tar -x -C content ./usr/bin/ptxas ./usr/bin/nvdisasm
        mkdir -p "$folder"
        mv content/usr/bin/nvdisasm content/usr/bin/ptxas "$folder"
    )
    local result=$?
    rm -rf "$temporary"
    return $result
}

if ! has_opencl; then
    install_package pocl-opencl-icd ocl-icd-libopencl1 >/dev/null 2>&1 || true
    has_opencl || echo "No OpenCL, and apt-get cannot install pocl-opencl-icd: its tests are skipped."
fi

if [ -z "${ZEROTOHERO_PTXAS:-}" ] && ! command -v ptxas >/dev/null && [ ! -x /usr/local/cuda/bin/ptxas ]; then
    cuda_tools=${XDG_CACHE_HOME:-$HOME/.cache}/zerotohero/ptxas
    [ -x "$cuda_tools/ptxas" ] || fetch_ptxas "$cuda_tools" >/dev/null 2>&1 || true
    if [ -x "$cuda_tools/ptxas" ]; then
        export ZEROTOHERO_PTXAS=$cuda_tools/ptxas ZEROTOHERO_NVDISASM=$cuda_tools/nvdisasm
    else
        echo "No ptxas, and apt-get cannot fetch Debian's nvidia-cuda-toolkit: its tests are skipped."
    fi
fi
