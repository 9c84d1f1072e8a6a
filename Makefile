# make 生成网站，make test 测试；make help 列出全部命令。
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install -qq --no-compile --disable-pip-version-check
NODE_STAMP := node_modules/.package-lock.json
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --fork-strategy fewest --generate-hashes --no-header --quiet --upgrade

# Installs Debian packages, as root or through sudo; where neither works, says what to type.
apt_install = sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	{ $$sudo apt-get update -qq && \
	  echo "正在安装系统软件包：$(1)" && \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null; } || \
	{ echo "没有装上。请用管理员身份安装这些软件包（$(1)），再运行一次 make。" >&2; exit 1; }

# Modules are compiled when they are first used, and kept: pip would compile thousands that nobody uses, and without keeping them
# each of the many Python programs the tests start would compile all of them anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
.PHONY: build test test-all edit serve check publish schema bench screens lock clean help browser servers

build: $(VENV)/.stamp-build ## 生成网站，写到 site/（直接输入 make 也一样）
	$(BIN)/kepu build

test: browser servers $(NODE_STAMP) ## 检查代码风格和类型，运行测试，慢而很少出错的除外
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	npm run --silent check
	$(BIN)/pytest $(CASES)

test-all: CASES := -m "slow or not slow"
test-all: test ## 运行全部测试，连慢的一起

serve: $(VENV)/.stamp-build ## 边改边看：在本机打开预览网站
	$(BIN)/kepu serve

edit: $(VENV)/.stamp-build ## 在浏览器里填表编辑、发布，不用写 YAML
	$(BIN)/kepu edit

check: $(VENV)/.stamp-build ## 检查方案和文章，列出全部问题
	$(BIN)/kepu check

publish: $(VENV)/.stamp-build ## 生成并发布到 plan/publish.yaml 写的地方
	$(BIN)/kepu publish

schema: $(VENV)/.stamp-build ## 更新编辑器补全和校验所用的模式文件
	$(BIN)/kepu schema

bench: browser servers ## 运行全部测量，结果写进 bench/RESULTS.md
	$(BIN)/python -m bench

screens: browser ## 重拍编辑指南里编辑台的图片（在真的浏览器里打开编辑台）
	$(BIN)/python -m bench.screens

lock: $(VENV)/.stamp-build ## 把 Python 依赖升到允许范围内的最新版，重写 requirements*.txt
	$(INSTALL) uv
	$(LOCK) --group build --extra posters --extra edit --extra pdf --output-file requirements.txt
	$(LOCK) --group build --group test --extra posters --extra edit --extra pdf --constraint requirements.txt --output-file requirements-test.txt

clean: ## 删除生成的网站和缓存（保留 .venv）
	rm -rf site site.*/ build *.egg-info .kepu-cache .*_cache
	find macros tests bench -name __pycache__ -prune -exec rm -rf {} +

help: ## 列出这些命令
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile

# Set-up; a stamp says which version of the lock files .venv holds.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "需要 Python 3.11 或更高版本；可用 make PYTHON=python3.12 指定。" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(call apt_install,python3-venv); }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.stamp-build: requirements.txt pyproject.toml | $(BIN)/python
	@echo "正在安装生成网站所需的 Python 软件包……"
	@$(INSTALL) --requirement requirements.txt
	@$(INSTALL) --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.stamp-test: requirements-test.txt $(VENV)/.stamp-build
	@echo "正在安装测试所需的 Python 软件包……"
	@$(INSTALL) --requirement requirements-test.txt
	@touch $@

# Node checks and runs the scripts in the tests; the site is built without it.
$(NODE_STAMP): package.json package-lock.json
	@command -v npm >/dev/null || { $(call apt_install,nodejs npm); }
	@npm ci --silent --no-audit --no-fund
	@touch $@

# The tests drive Chromium through Playwright, whose driver needs libatomic. Debian's headless shell does it in half the
# time; a user who has the whole browser and is not root keeps to that, and so does everybody where the shell cannot be had.
CHROMIUM = $$({ [ "$$(id -u)" = 0 ] || [ ! -x /usr/bin/chromium ]; } && \
	apt-cache show chromium-headless-shell >/dev/null 2>&1 && echo chromium-headless-shell || echo chromium)
bench: CHROMIUM = chromium
browser: $(VENV)/.stamp-test
	@[ -x /usr/bin/$(CHROMIUM) ] && fc-list :lang=zh-cn 2>/dev/null | grep -q . && $(BIN)/playwright --version >/dev/null 2>&1 || \
		( $(call apt_install,$(CHROMIUM) fontconfig fonts-noto-cjk libatomic1) ) || [ -x /usr/bin/chromium ]

# The tests start an nginx and an sshd of their own on loopback, and need no service of the system:
# while the packages are installed, none is started.
SERVERS := nginx libnginx-mod-http-brotli-static openssh-server openssh-client openssl rsync
NO_SERVICES := /usr/sbin/policy-rc.d
servers:
	@for file in /usr/sbin/nginx /usr/lib/nginx/modules/ngx_http_brotli_static_module.so /usr/sbin/sshd \
		/usr/bin/ssh /usr/bin/openssl /usr/bin/rsync; do [ -e $$file ] || missing=1; done; \
	[ -z "$$missing" ] || { \
		sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
		[ -e $(NO_SERVICES) ] || { trap "$$sudo rm -f $(NO_SERVICES)" EXIT; \
			printf '#!/bin/sh\nexit 101\n' | $$sudo tee $(NO_SERVICES) >/dev/null; $$sudo chmod +x $(NO_SERVICES); }; \
		$(call apt_install,$(SERVERS)); }
